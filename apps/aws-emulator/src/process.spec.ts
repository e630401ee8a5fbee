import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isAlive, terminate } from './process';

const children: ReturnType<typeof spawn>[] = [];

afterEach(() => children.splice(0).forEach((child) => child.kill('SIGKILL')));

/** Runs a script, and hands back its process id and the first line that it says. */
async function run(script: string): Promise<{ pid: number; said: string }> {
  const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  for await (const said of createInterface(child.stdout)) {
    return { pid: child.pid ?? 0, said };
  }
  throw new Error('it said nothing');
}

/** Nobody takes note of its end. */
const aZombie = async () => Number((await run('sleep 0.1 & echo $!; exec sleep 60')).said);

describe('A process', () => {
  test('is ended', async () => {
    const { pid } = await run('echo runs; exec sleep 60');
    expect(isAlive(pid)).toBe(true);
    await terminate(pid);
    expect(isAlive(pid)).toBe(false);
  });

  test('is ended too if it does not want to', async () => {
    const { pid } = await run('trap "" TERM; echo runs; while :; do sleep 0.1; done');
    await terminate(pid, 300);
    expect(isAlive(pid)).toBe(false);
  });

  test('that is gone is not waited for', async () => {
    const { pid } = await run('echo runs');
    await terminate(pid);
    await terminate(pid);
  });

  test('that has ended does not run, though its parent has not taken note', async () => {
    const pid = await aZombie();
    await new Promise((next) => setTimeout(next, 500));
    expect(process.kill(pid, 0)).toBe(true);
    expect(isAlive(pid)).toBe(false);
    await terminate(pid);
  });
});
