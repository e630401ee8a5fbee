import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findEmulator } from './emulator';
import { isAlive } from './process';
import { forget } from './start';

/** For how long it may take to end by itself, in milliseconds. */
const DEADLINE = 5_000;

/** How often it is looked whether it has ended, in milliseconds. */
const LOOK = 50;

/**
 * Stops the emulator of a directory, and removes the Terraform states that describe its records.
 *
 * Only the process that answers as that very run is ended, never one that merely has its old process id.
 *
 * @returns whether one was running
 */
export async function stopEmulator(directory: string): Promise<boolean> {
  const emulator = await findEmulator(resolve(directory));
  if (emulator) {
    process.kill(emulator.pid, 'SIGTERM');
    const deadline = Date.now() + DEADLINE;
    while (isAlive(emulator.pid)) {
      if (Date.now() > deadline) {
        process.kill(emulator.pid, 'SIGKILL');
      }
      await wait(LOOK);
    }
  }
  await forget(resolve(directory));
  return emulator !== undefined;
}
