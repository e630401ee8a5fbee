import { execFile, type ExecFileOptions } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { clockOff } from '@laravel-ecs/testing';

export const PROJECT = resolve(__dirname, '../../..');

/** Synthesises all environments. */
const SYNTHESIZE = 'CDKTF_OUTDIR="$CDKTF_OUTPUT" node -r @swc-node/register environments/main.ts';

/** What a command said that ended well. */
export interface Said {
  readonly stdout: string;
  readonly stderr: string;
}

/** A change that Terraform plans: `update aws_autoscaling_group.Capacity_Group_0A1B2C3D`. */
export type PlannedChange = string;

/**
 * A workspace like the one that a user has, with environments that a test may edit and an emulator of its own, so that
 * tests run side by side and never touch the emulator that somebody works with.
 */
export class Workspace {
  readonly directory = mkdtempSync(join(tmpdir(), 'laravel-ecs-e2e-'));

  /** True if a file of an environment has changed since `ship` synthesised the stacks. */
  #isEdited = true;

  /**
   * @param fill puts the project into the folder; by default, environments that can be edited, and links to all else
   * @param env variables of every command
   */
  constructor(
    fill: (directory: string) => void = link,
    private readonly env: NodeJS.ProcessEnv = {},
  ) {
    fill(this.directory);
  }

  /** Puts what an environment's file says in the place of what it said. */
  write(environment: string, says: string): void {
    const file = join(this.directory, 'environments', environment, 'environment.ts');
    const type = environment === 'shared' ? 'SharedInput' : 'EnvironmentInput';
    this.#isEdited = true;
    const text = `import type { ${type} } from '@laravel-ecs/platform';\n\nexport default ${says} satisfies ${type};\n`;
    writeFileSync(file, text);
  }

  /** Changes what an environment's file says, as a user would in an editor. */
  edit(environment: string, before: string, after: string): void {
    const file = join(this.directory, 'environments', environment, 'environment.ts');
    const text = readFileSync(file, 'utf8');
    if (!text.includes(before)) {
      throw new Error(`${file} does not say '${before}': mend the test`);
    }
    writeFileSync(file, text.replace(before, after));
    this.#isEdited = true;
  }

  /**
   * Runs `ship` to its end.
   *
   * @throws Error with all that it said, when its exit code is not zero
   */
  async ship(...words: readonly string[]): Promise<Said> {
    const said = await run(join(PROJECT, 'node_modules/.bin/ship'), words, { cwd: this.directory, env: this.env });
    this.#isEdited &&= !['up', 'down'].includes(words[0] ?? '');
    return said;
  }

  /**
   * Runs `ship` to its end, as if it were so many hours later.
   *
   * @throws Error with all that it said, when its exit code is not zero
   */
  shipLater(hours: number, ...words: readonly string[]): Promise<Said> {
    const env = { ...this.env, ...clockOff(this.directory, hours * 60) };
    return run(join(PROJECT, 'node_modules/.bin/ship'), words, { cwd: this.directory, env });
  }

  /**
   * Runs a script in a shell that `ship emulator env` has pointed at the emulator, as the README says.
   *
   * @throws Error with all that it said, when its exit code is not zero
   */
  shell(script: string, env: NodeJS.ProcessEnv = {}): Promise<Said> {
    const pointed = 'environment="$(npx ship emulator env)" && eval "$environment"';
    return run('sh', ['-c', `${pointed} && ${script}`], { cwd: this.directory, env: { ...this.env, ...env } });
  }

  /** Runs Terraform in the folder of a stack, which is synthesised and initialised before. */
  async terraform(stack: string, ...words: readonly string[]): Promise<Said> {
    const folder = `"$CDKTF_OUTPUT/stacks/${stack}"`;
    return this.shell(
      `${SYNTHESIZE} && "$TERRAFORM" -chdir=${folder} init -input=false && "$TERRAFORM" -chdir=${folder} ${words.join(' ')} -input=false`,
    );
  }

  /** What Terraform would change in a stack by now, in the order of addresses. */
  async plan(stack: string): Promise<readonly PlannedChange[]> {
    const prepare = this.#isEdited ? `${SYNTHESIZE} && ` : '';
    return this.#planned(`${prepare}"$TERRAFORM" -chdir="$CDKTF_OUTPUT/stacks/${stack}" plan -json`);
  }

  /** What Terraform would change in the preview of that name by now, in the order of addresses. */
  planPreview(name: string): Promise<readonly PlannedChange[]> {
    return this.#planned(`"$TERRAFORM" -chdir=.emulator/previews/${name}/stacks/${name} plan -json`);
  }

  async #planned(script: string): Promise<readonly PlannedChange[]> {
    const { stdout } = await this.shell(script);
    return stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as { type: string; change?: { action: string; resource: { addr: string } } })
      .flatMap(({ type, change }) =>
        type === 'planned_change' && change ? [`${change.action} ${change.resource.addr}`] : [],
      )
      .sort();
  }

  /** The Terraform state of a stack, as text. */
  state(stack: string): string {
    return readFileSync(join(this.directory, '.emulator', 'state', `${stack}.tfstate`), 'utf8');
  }

  /** Stops the emulator and removes the workspace. */
  async remove(): Promise<void> {
    await this.ship('emulator', 'stop');
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function link(directory: string): void {
  cpSync(join(PROJECT, 'environments'), join(directory, 'environments'), { recursive: true });
  for (const shared of [
    'libs',
    'node_modules',
    'php-app',
    'cdktf.json',
    'package.json',
    'tsconfig.json',
    'tsconfig.base.json',
  ]) {
    symlinkSync(join(PROJECT, shared), join(directory, shared));
  }
}

/** Settings of `ship` and of Terraform that save time. `ship` sets GOGC for Terraform by itself. */
const QUICK = { SHIP_POLL_INTERVAL: '0.2', GOGC: '400' };

function run(command: string, words: readonly string[], options: ExecFileOptions): Promise<Said> {
  const environment = { ...process.env, ...QUICK, ...options.env, NO_COLOR: '1' };
  return new Promise((end, fail) => {
    execFile(
      command,
      words,
      { ...options, env: environment, maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' },
      (error, stdout, stderr) => {
        if (error) {
          fail(new Error(`${[command, ...words].join(' ')} ended with ${error.code}:\n${stdout}${stderr}`));
        } else {
          end({ stdout: String(stdout), stderr: String(stderr) });
        }
      },
    );
  });
}
