import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from './process';
import { startScheduler } from './scheduler-process';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'scheduler-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

/** Starts a script in the place of what plays ECS. */
function start(script: string, signal?: AbortSignal): Promise<number> {
  const entry = join(directory, 'entry.js');
  writeFileSync(entry, script);
  const emulator = { endpoint: 'http://127.0.0.1:1', runId: 'run', logFile: join(directory, 'emulator.log') };
  return startScheduler(emulator, { entry, signal });
}

describe('What plays ECS', () => {
  test('is started once it says that it plays', async () => {
    const begun = Date.now();
    const pid = await start("setTimeout(() => console.log('plays ECS for run'), 300); setTimeout(() => {}, 60_000);");
    expect(Date.now() - begun).toBeGreaterThanOrEqual(300);
    expect(isAlive(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  test('is not taken to play because an earlier one did', async () => {
    writeFileSync(join(directory, 'scheduler.log'), 'plays ECS for run\n');
    await expect(start('process.exit(1)')).rejects.toThrow('what plays ECS ended as it started');
  });

  test('that ends as it starts is an error that says why', async () => {
    await expect(start("throw new Error('it does not compile')")).rejects.toThrow(
      /what plays ECS ended as it started\. Its log, .*scheduler\.log, ends with:[^]*it does not compile/,
    );
  });

  test('is not left behind by a start that is aborted', async () => {
    const abort = new AbortController();
    const starting = start(
      "require('fs').writeFileSync('pid', String(process.pid)); setTimeout(() => {}, 60_000);",
      abort.signal,
    );
    setTimeout(() => abort.abort(), 500);
    await expect(starting).rejects.toThrow('the start of the emulator was interrupted');
    await new Promise((next) => setTimeout(next, 100));
    expect(isAlive(Number(readFileSync(join(directory, 'pid'), 'utf8')))).toBe(false);
  });
});
