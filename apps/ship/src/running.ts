import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { EXIT } from './exit-codes';
import { Failure } from './failure';

export interface RunOptions {
  readonly cwd: string;
  readonly environment: NodeJS.ProcessEnv;

  /** Is handed every line of the standard output. */
  readonly onLine?: (line: string) => void;
}

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Commands that this process runs, and their interruption.
 *
 * They run in process groups of their own, so that a terminal's Ctrl-C reaches them once, through here, and a command that has a
 * state to save can save it.
 */
export class Running {
  readonly #children = new Set<ChildProcess>();
  #interruptions = 0;

  /** Whether somebody asked to stop. */
  get interrupted(): boolean {
    return this.#interruptions > 0;
  }

  /** Whether somebody asked more than once, and does not want to wait. */
  get insisted(): boolean {
    return this.#interruptions > 1;
  }

  /** @throws Failure once somebody asked to stop */
  throwIfInterrupted(): void {
    if (this.interrupted) {
      throw new Failure('Interrupted', EXIT.interrupted);
    }
  }

  /** Asks every command to stop: the first time in good order, the second time at once. */
  interrupt(): number {
    this.#interruptions += 1;
    this.stop();
    return this.#interruptions;
  }

  /** Asks every command to stop without calling that an interruption. */
  stop(): void {
    for (const child of this.#children) {
      child.kill('SIGINT');
    }
  }

  /**
   * Runs a command to its end. Rejects otherwise only where it can't be started.
   *
   * @throws Failure once somebody asked to stop: nothing is started any more
   */
  async run(command: string, words: readonly string[], { cwd, environment, onLine }: RunOptions): Promise<Ended> {
    this.throwIfInterrupted();
    const child = spawn(command, words, { cwd, env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#children.add(child);
    try {
      const output = { stdout: '', stderr: '' };
      createInterface(child.stdout).on('line', (line) => {
        output.stdout += `${line}\n`;
        onLine?.(line);
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        output.stderr += text;
      });
      const code = await new Promise<number>((end, fail) => {
        child.on('error', fail);
        child.on('close', (exitCode) => end(exitCode ?? 1));
      });
      return { code, ...output };
    } finally {
      this.#children.delete(child);
    }
  }
}
