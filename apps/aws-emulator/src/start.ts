import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { answers, type Emulator, findEmulator, readRecord, recordFile } from './emulator';
import { EmulatorError, lastLines, throwIfInterrupted } from './emulator-error';
import { exclusively } from './lock';
import { requirePython } from './python';
import { isScheduler, startScheduler, stopScheduler } from './scheduler-process';

const OVERLAY = resolve(__dirname, '../overlay');

/** For how long a start may take, in milliseconds. */
const DEADLINE = 60_000;

/** How often it is looked whether it is ready, in milliseconds. */
const LOOK = 100;

/** Exit codes of the server that have a reason of their own. */
const PORT_TAKEN = 3;
const PORT_REFUSED = 4;

export interface StartOptions {
  /** Where it keeps its record, its log and the Terraform states that describe it. */
  readonly directory: string;

  /**
   * Port on 127.0.0.1, 1 to 65535.
   *
   * @default a free one
   */
  readonly port?: number;

  /** Aborts the start, and ends what was started of it. */
  readonly signal?: AbortSignal;

  /** Is told what takes long. */
  readonly onProgress?: (line: string) => void;
}

export interface Started extends Emulator {
  /** Whether it was started now, or ran already. */
  readonly started: boolean;

  /** Whether an earlier one had died, and its records and states with it. */
  readonly afresh: boolean;
}

/**
 * Starts an emulator, or hands back the one that runs already in that directory.
 *
 * It outlives the process that started it, until it is stopped.
 *
 * @throws EmulatorError
 */
export async function startEmulator(options: StartOptions): Promise<Started> {
  const directory = resolve(options.directory);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  return exclusively(join(directory, 'lock'), options.signal, async () => {
    const running = await findEmulator(directory);
    if (running) {
      const emulator = await requireScheduler(requirePort(running, options.port), directory, options.signal);
      return { ...emulator, started: false, afresh: false };
    }
    const afresh = Boolean(await readRecord(directory));
    await forget(directory);
    const emulator = await launch(directory, options);
    return { ...emulator, started: true, afresh };
  });
}

/** Removes what describes an emulator that is gone: the record, and the states with it. */
export async function forget(directory: string): Promise<void> {
  await rm(join(directory, 'state'), { recursive: true, force: true });
  await rm(recordFile(directory), { force: true });
}

async function launch(directory: string, { port = 0, signal, onProgress }: StartOptions): Promise<Emulator> {
  const python = await requirePython({ onProgress });
  const runId = randomUUID();
  const logFile = join(directory, 'emulator.log');
  const stateDirectory = join(directory, 'state');
  await mkdir(stateDirectory, { mode: 0o700 });

  const log = await open(logFile, 'w', 0o600);
  const child = spawn(python, ['-m', 'aws_emulator', '--port', String(port), '--run-id', runId], {
    cwd: directory,
    detached: true,
    env: { ...process.env, PYTHONPATH: OVERLAY, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
    stdio: ['ignore', log.fd, log.fd],
  });
  await log.close();
  try {
    const actual = await readiness(child, { runId, logFile, port, signal });
    const endpoint = `http://127.0.0.1:${actual}`;
    const startedAt = new Date().toISOString();
    const described = { runId, pid: child.pid ?? 0, port: actual, endpoint, logFile, stateDirectory, startedAt };
    return await withScheduler(described, directory, signal);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    child.unref();
  }
}

/** Starts the scheduler anew if it died. The records are the server's, so that it goes on where the other one ended. */
async function requireScheduler(
  emulator: Emulator,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<Emulator> {
  const { schedulerPid, runId } = emulator;
  return (await isScheduler(schedulerPid, runId)) ? emulator : withScheduler(emulator, directory, signal);
}

/** Starts the scheduler, and writes down what runs; or ends it again. */
async function withScheduler(
  described: Omit<Emulator, 'schedulerPid'>,
  directory: string,
  signal: AbortSignal | undefined,
): Promise<Emulator> {
  const emulator = { ...described, schedulerPid: await startScheduler(described, { signal }) };
  try {
    await writeAtomically(recordFile(directory), JSON.stringify(emulator, null, 2));
    return emulator;
  } catch (error) {
    await stopScheduler(emulator);
    throw error;
  }
}

/** Waits until the server answers as the run that it was started as, and hands back its port. */
async function readiness(
  child: ChildProcess,
  { runId, logFile, port, signal }: { runId: string; logFile: string; port: number; signal: AbortSignal | undefined },
): Promise<number> {
  const deadline = Date.now() + DEADLINE;
  while (Date.now() < deadline) {
    throwIfInterrupted(signal);
    const log = await readFile(logFile, 'utf8');
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new EmulatorError(reasonOf(child.exitCode, port, log, logFile));
    }
    const actual = Number(/listens on 127\.0\.0\.1:(\d+)$/m.exec(log)?.[1]);
    if (actual && (await answers({ endpoint: `http://127.0.0.1:${actual}`, runId }))) {
      return actual;
    }
    await wait(LOOK);
  }
  throw new EmulatorError(`the emulator did not answer within ${DEADLINE / 1000} s: its log is ${logFile}`);
}

function reasonOf(exitCode: number | null, port: number, log: string, logFile: string): string {
  switch (exitCode) {
    case PORT_TAKEN:
      return `port ${port} on 127.0.0.1 is taken: choose another with --port, or none for a free one`;
    case PORT_REFUSED:
      return `port ${port} on 127.0.0.1 is not for you to open: choose one from 1024 to 65535 with --port, or none for a free one`;
    default:
      return `the emulator ended as it started. Its log, ${logFile}, ends with:\n${lastLines(log)}`;
  }
}

function requirePort(running: Emulator, port: number | undefined): Emulator {
  if (port !== undefined && port !== running.port) {
    throw new EmulatorError(`an emulator runs already, on port ${running.port} and not ${port}: stop it first`);
  }
  return running;
}

async function writeAtomically(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
