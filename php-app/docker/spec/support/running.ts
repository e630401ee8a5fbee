import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The image's user and group, as whom what the image runs is run here as well. Who is not root can but run it as themselves. */
export const USER = process.getuid?.() === 0 ? { uid: 10_001, gid: 0 } : {};

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface StartOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;

  /**
   * Whether it runs as who runs the tests, in place of the image's user.
   *
   * @default false
   */
  readonly asRoot?: boolean;
}

/** A process that a test started, and that it ends by its id. */
export class Running {
  /** All that run. */
  static readonly #all = new Set<Running>();

  readonly ended: Promise<Ended>;
  #stdout = '';
  #stderr = '';
  readonly #process: ChildProcess;

  constructor([command, ...words]: readonly [string, ...string[]], { env, cwd = '/', asRoot = false }: StartOptions) {
    this.#process = spawn(command, words, {
      ...(!asRoot && USER),
      // Apache passes SIGTERM on to its whole process group, in which the tests must not be.
      detached: true,
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#stdout += text));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#stderr += text));
    this.ended = new Promise((resolve, reject) => {
      this.#process.once('error', reject);
      // 'close' comes when all that it said was read.
      this.#process.once('close', (code, signal) => {
        Running.#all.delete(this);
        resolve({ code, signal });
      });
    });
    Running.#all.add(this);
  }

  /** Ends all that a spec has started, even where it came to grief half way. */
  static async stopAll(): Promise<void> {
    await Promise.all(
      [...Running.#all].map(async (running) => {
        const hard = setTimeout(() => running.signal('SIGKILL'), 10_000);
        await running.stop();
        clearTimeout(hard);
      }),
    );
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.signal(signal);
    return this.ended;
  }

  /**
   * Waits until it is as it should be.
   *
   * @throws Error with all that it said, when it ends before, or takes longer than a minute
   */
  async until(ready: () => boolean | Promise<boolean>, what: string): Promise<void> {
    await until(async () => {
      if (!this.isRunning) {
        throw new Error(`ended before ${what}:\n${this.#stdout}${this.#stderr}`);
      }
      return ready();
    }, what);
  }
}

/** Waits until something is so, for a minute at most. */
export async function until(ready: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 60_000; !(await ready());) {
    if (Date.now() > end) {
      throw new Error(`waited for a minute, and not: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A directory that only the image's user may look into. */
export function ownDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'php-app-'));
  if (USER.uid !== undefined) {
    chownSync(directory, USER.uid, USER.gid);
  }
  return directory;
}

/** A port of loopback that is free. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
