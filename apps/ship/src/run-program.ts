import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { EXIT } from './exit-codes';
import { Failure } from './failure';
import { commandOf, explainStart, type Program } from './programs';

export interface RunProgramOptions {
  readonly cwd: string;

  /** Stops the program, and all that it has started, when it is aborted. */
  readonly signal: AbortSignal;

  /** Text of its standard input. */
  readonly input?: string;

  /** Environment variables in addition to those of this process. */
  readonly environment?: Readonly<Record<string, string>>;

  /** Prints its output as it comes, to the standard error: the standard output may be for a program that reads JSON. */
  readonly isShown?: boolean;
}

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;

  /** End of all that it has printed. */
  readonly output: string;
}

/** Time that a program has to stop in good order, in milliseconds. */
const STOP_TIMEOUT = 10_000;

/** An image build can print megabytes. Its errors are at the end. */
const OUTPUT_LENGTH = 64 * 1024;

/**
 * Runs a program to its end, in a process group of its own: an interruption reaches it once, and ends all that it has started.
 *
 * @throws Failure when it cannot be started, or when it was interrupted
 */
export async function runProgram(
  program: Program,
  words: readonly string[],
  { cwd, signal, input, environment, isShown }: RunProgramOptions,
): Promise<Ended> {
  throwIfInterrupted(signal);
  const child = spawn(commandOf(program), words, {
    cwd,
    detached: true,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let output = '';
  const take = (text: string) => {
    output = (output + text).slice(-OUTPUT_LENGTH);
    if (isShown) {
      process.stderr.write(text);
    }
  };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    take(text);
  });
  child.stderr.setEncoding('utf8').on('data', take);
  child.stdin.on('error', () => undefined).end(input);

  let timer: NodeJS.Timeout | undefined;
  const kill = () => killGroup(child, 'SIGKILL');
  const stop = () => {
    killGroup(child, 'SIGINT');
    timer = setTimeout(kill, STOP_TIMEOUT);
  };
  signal.addEventListener('abort', stop);
  process.on('exit', kill);
  try {
    const code = await new Promise<number>((end, fail) => {
      child.on('error', (error: NodeJS.ErrnoException) =>
        fail(existsSync(cwd) ? explainStart(program, error) : new Failure(`there is no folder ${cwd}`, EXIT.notReady)),
      );
      child.on('close', (exitCode) => end(exitCode ?? EXIT.failed));
    });
    throwIfInterrupted(signal);
    return { code, stdout, output };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    process.off('exit', kill);
  }
}

function throwIfInterrupted(signal: AbortSignal): void {
  if (signal.aborted) {
    throw new Failure('Interrupted: nothing was released', EXIT.interrupted);
  }
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid) {
      process.kill(process.platform === 'win32' ? pid : -pid, signal);
    }
  } catch {
    // The group has ended.
  }
}
