import { resolve } from 'node:path';
import { findEmulator } from './emulator';
import { terminate } from './process';
import { stopScheduler } from './scheduler-process';
import { forget } from './start';

/**
 * Stops the emulator of a directory, and removes the Terraform states that describe its records.
 *
 * Only the processes of that very run are ended, never one that merely has its old process id.
 *
 * @returns whether one was running
 */
export async function stopEmulator(directory: string): Promise<boolean> {
  const emulator = await findEmulator(resolve(directory));
  if (emulator) {
    await stopScheduler(emulator);
    await terminate(emulator.pid);
  }
  await forget(resolve(directory));
  return emulator !== undefined;
}
