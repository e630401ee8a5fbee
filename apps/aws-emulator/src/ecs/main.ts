import { setTimeout as wait } from 'node:timers/promises';
import { isStillThere } from './presence';
import { recordsAt } from './records';
import { Scheduler } from './scheduler';
import { ScriptedRuntime } from './scripted-runtime';

/** How long it waits after a round that failed, in milliseconds. */
const AFTER_FAILURE = 1000;

/** Plays ECS for one run of the emulator, and ends with it. What it runs ends with it too. */
export async function main([endpoint = '', runId = '']: readonly string[]): Promise<void> {
  const runtime = new ScriptedRuntime();
  process.once('SIGTERM', () => void runtime.close().finally(() => process.exit(0)));
  const end = new AbortController();
  const scheduler = new Scheduler({ records: recordsAt(endpoint), runtime });
  console.log(`plays ECS for ${runId} at ${endpoint}`);

  await scheduler.run(end.signal, async (error) => {
    if (await isStillThere({ endpoint, runId })) {
      console.error(error);
      await wait(AFTER_FAILURE);
      return;
    }
    console.log('ends: the emulator is gone');
    end.abort();
  });
  await runtime.close();
}
