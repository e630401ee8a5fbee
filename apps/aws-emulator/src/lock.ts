import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from './process';

/** How often it is looked whether the lock is free, in milliseconds. */
const LOOK = 100;

/**
 * Does something that one process at a time may do. A lock whose owner died counts as free.
 *
 * @param file the lock: it holds the process id of its owner
 */
export async function exclusively<T>(
  file: string,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  while (!(await take(file))) {
    await wait(LOOK, undefined, signal && { signal });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
  const owner = Number(await readFile(file, 'utf8').catch(() => ''));
  if (owner && !isAlive(owner)) {
    await rm(file, { force: true });
  }
  return false;
}
