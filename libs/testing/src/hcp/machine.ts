import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What HCP Terraform's own machines put over a configuration: the state is beside it, and not where its `cloud` block says. */
const OVERRIDE = { terraform: { backend: { local: {} } } };

/** Where a run runs: a folder that holds what was uploaded and nothing else, and real Terraform in it: the program that `TERRAFORM` selects. */
export class Machine {
  readonly #directory = mkdtempSync(join(tmpdir(), 'hcp-run-'));
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess | undefined;
  #isStopped = false;

  /**
   * @param archive the configuration, as `tar.gz`
   * @param environment variables of its Terraform, beside those that say where programs are
   */
  constructor(archive: Buffer, environment: Readonly<Record<string, string>>) {
    execFileSync('tar', ['-xz', '-C', this.#directory], { input: archive, stdio: ['pipe', 'ignore', 'pipe'] });
    writeFileSync(join(this.#directory, 'zzz_override.tf.json'), JSON.stringify(OVERRIDE));
    this.#environment = {
      PATH: process.env['PATH'] ?? '',
      HOME: this.#directory,
      CHECKPOINT_DISABLE: '1',
      TF_IN_AUTOMATION: '1',
      TF_INPUT: '0',
      ...environment,
    };
  }

  /** Text of the state. */
  get state(): string | undefined {
    return existsSync(this.#stateFile) ? readFileSync(this.#stateFile, 'utf8') : undefined;
  }

  set state(text: string | undefined) {
    rmSync(this.#stateFile, { force: true });
    if (text !== undefined) {
      writeFileSync(this.#stateFile, text);
    }
  }

  get #stateFile(): string {
    return join(this.#directory, 'terraform.tfstate');
  }

  /** Runs Terraform to its end, and returns its exit code. */
  async terraform(words: readonly string[], take: (text: string) => void): Promise<number> {
    if (this.#isStopped) {
      return 1;
    }
    const child = spawn(process.env['TERRAFORM'] || 'terraform', words, {
      cwd: this.#directory,
      env: this.#environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', take);
    child.stderr.setEncoding('utf8').on('data', take);
    return new Promise((end, fail) => {
      child.on('error', fail);
      child.on('close', (code) => end(code ?? 1));
    });
  }

  /** What a command of Terraform's says as JSON. */
  async json(...words: readonly string[]): Promise<object> {
    let said = '';
    await this.terraform(words, (text) => (said += text));
    return JSON.parse(said) as object;
  }

  /** Asks Terraform to stop in good order. */
  interrupt(): void {
    this.#child?.kill('SIGINT');
  }

  /** Ends Terraform at once, and removes the folder. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const child = this.#child;
    if (child?.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'close');
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
