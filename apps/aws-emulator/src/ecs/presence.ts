import { setTimeout as wait } from 'node:timers/promises';
import { type Emulator, runAt } from '../emulator';

/** For how long a server may not answer before it counts as gone, in milliseconds: it may be busy. */
const PATIENCE = 10_000;

/** How often it is asked, in milliseconds. */
const LOOK = 250;

/** Whether a run of the emulator is still there, after a call of it failed. Another run in its place is told at once. */
export async function isStillThere(
  { endpoint, runId }: Pick<Emulator, 'endpoint' | 'runId'>,
  patience = PATIENCE,
): Promise<boolean> {
  const deadline = Date.now() + patience;
  for (;;) {
    const found = await runAt(endpoint);
    if (found !== undefined) {
      return found === runId;
    }
    if (Date.now() >= deadline) {
      return false;
    }
    await wait(LOOK);
  }
}
