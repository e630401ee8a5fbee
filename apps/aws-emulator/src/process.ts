import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** For how long a process may take to end, in milliseconds. */
const PATIENCE = 5_000;

/** How often it is looked whether it has ended, in milliseconds. */
const LOOK = 50;

/** Whether a process of that id runs. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Ends a process: it is asked to, and has no choice after a while.
 *
 * @param patience for how long it may take each time, in milliseconds: one that even SIGKILL does not end is not waited for
 */
export async function terminate(pid: number, patience = PATIENCE): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const deadline = Date.now() + patience;
    send(pid, signal);
    while (isAlive(pid) && Date.now() < deadline) {
      await wait(LOOK);
    }
    if (!isAlive(pid)) {
      return;
    }
  }
}

/** Whether it has ended, and its parent has not taken note: in a container without an init, of an orphan nobody ever does. */
function isZombie(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The state comes after the name, which is in parentheses and may hold some.
    return stat[stat.lastIndexOf(')') + 2] === 'Z';
  } catch {
    // There is no /proc on macOS.
    return false;
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended meanwhile.
  }
}
