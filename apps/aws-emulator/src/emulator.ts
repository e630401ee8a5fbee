import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const record = z
  .object({
    runId: z.string(),
    pid: z.int(),
    schedulerPid: z.int().default(0),
    port: z.int(),
    endpoint: z.string(),
    logFile: z.string(),
    stateDirectory: z.string(),
    startedAt: z.string(),
  })
  .readonly();

/** A running emulator. */
export interface Emulator {
  /** Tells one run from another, also where a process id is used again. */
  readonly runId: string;

  readonly pid: number;

  /** Process that plays the scheduler and the agents of ECS; 0 where there is none. */
  readonly schedulerPid: number;

  /** Port on 127.0.0.1. */
  readonly port: number;

  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;

  readonly logFile: string;

  /** Folder of the Terraform states that describe this emulator's records: emptied when a new one starts. */
  readonly stateDirectory: string;

  /** ISO 8601 */
  readonly startedAt: string;
}

/** For how long a running emulator may take to say who it is, in milliseconds, busy as it may be. */
const PATIENCE = 10_000;

/** File that describes the emulator of a directory. */
export function recordFile(directory: string): string {
  return join(directory, 'emulator.json');
}

/** The emulator of that directory if its process answers with its run id; else undefined. */
export async function findEmulator(directory: string): Promise<Emulator | undefined> {
  const recorded = await readRecord(directory);
  return recorded && (await answers(recorded)) ? recorded : undefined;
}

/** What was written down of the directory's last emulator, whether it still runs or not. */
export async function readRecord(directory: string): Promise<Emulator | undefined> {
  try {
    return record.safeParse(JSON.parse(await readFile(recordFile(directory), 'utf8'))).data;
  } catch {
    return undefined;
  }
}

/** Whether what listens there is that very run. */
export async function answers({ endpoint, runId }: Pick<Emulator, 'endpoint' | 'runId'>): Promise<boolean> {
  return (await runAt(endpoint)) === runId;
}

/** Which run listens there; undefined if none answers. */
export async function runAt(endpoint: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${endpoint}/_emulator`, { signal: AbortSignal.timeout(PATIENCE) });
    return ((await answer.json()) as { runId?: string }).runId;
  } catch {
    return undefined;
  }
}
