import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Emulator } from './emulator';
import { EmulatorError, lastLines, throwIfInterrupted } from './emulator-error';
import { isAlive, terminate } from './process';

const ENTRY = resolve(__dirname, '../bin/ecs-scheduler.js');

/** For how long it may take until it plays, in milliseconds: it is compiled first, on a machine that may be busy. */
const DEADLINE = 60_000;

/** How often it is looked whether it plays, in milliseconds. */
const LOOK = 50;

export interface SchedulerOptions {
  /** Aborts the start, and ends what was started. */
  readonly signal?: AbortSignal | undefined;

  /** @default the project's */
  readonly entry?: string;
}

/**
 * Starts the process that plays ECS for a run of the emulator, and waits until it does. It ends with that run.
 *
 * @returns its process id
 * @throws EmulatorError if it does not come to play
 */
export async function startScheduler(
  emulator: Pick<Emulator, 'endpoint' | 'runId' | 'logFile'>,
  { signal, entry = ENTRY }: SchedulerOptions = {},
): Promise<number> {
  const directory = dirname(emulator.logFile);
  const logFile = join(directory, 'scheduler.log');
  const log = await open(logFile, 'a', 0o600);
  const { size: before } = await log.stat();
  const child = spawn(process.execPath, [entry, emulator.endpoint, emulator.runId], {
    cwd: directory,
    detached: true,
    // What is meant for this process, such as options of a debugger, is not meant for that one.
    env: { ...process.env, NODE_OPTIONS: '' },
    stdio: ['ignore', log.fd, log.fd],
  });
  const failure = failureOf(child);
  await log.close();
  try {
    await readiness(child, { logFile, before, failure, signal });
    return child.pid ?? 0;
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    child.unref();
  }
}

interface Start {
  readonly logFile: string;

  /** How long its log was before it. */
  readonly before: number;

  /** Why it could not be started. */
  readonly failure: () => Error | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Why a process could not be started, as soon as that is known. Without a listener, it would end this process. */
function failureOf(child: ChildProcess): () => Error | undefined {
  let failure: Error | undefined;
  child.on('error', (error) => (failure = error));
  return () => failure;
}

/** Waits until it says that it plays. What an earlier one said stands before in its log. */
async function readiness(child: ChildProcess, { logFile, before, failure, signal }: Start): Promise<void> {
  const deadline = Date.now() + DEADLINE;
  while (Date.now() < deadline) {
    throwIfInterrupted(signal);
    // It is asked first: what it says until its end is in the log then.
    const hasEnded = failure() !== undefined || child.exitCode !== null || child.signalCode !== null;
    const log = (await readFile(logFile)).subarray(before).toString();
    if (hasEnded) {
      const why = failure()?.message ?? lastLines(log);
      throw new EmulatorError(`what plays ECS ended as it started. Its log, ${logFile}, ends with:\n${why}`);
    }
    if (log.includes('plays ECS for ')) {
      return;
    }
    await wait(LOOK);
  }
  throw new EmulatorError(`what plays ECS did not begin within ${DEADLINE / 1000} s: its log is ${logFile}`);
}

/** Whether the process of that id is the one that plays ECS for that run, and not another that has its id by now. */
export async function isScheduler(pid: number, runId: string): Promise<boolean> {
  return pid > 0 && isAlive(pid) && (await commandLineOf(pid)).includes(runId);
}

/** Ends the process that plays ECS for a run, if it is that one. */
export async function stopScheduler({ schedulerPid, runId }: Pick<Emulator, 'schedulerPid' | 'runId'>): Promise<void> {
  if (await isScheduler(schedulerPid, runId)) {
    await terminate(schedulerPid);
  }
}

async function commandLineOf(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    // There is no /proc on macOS.
  }
  try {
    return (await promisify(execFile)('ps', ['-o', 'args=', '-p', String(pid)])).stdout;
  } catch {
    return '';
  }
}
