import colors from 'picocolors';
import { say } from '../say';
import type { Step } from './rollout';

/** Says how far the services are: a line for each that has come further. */
export function sayStep(): (steps: readonly Step[]) => void {
  const said = new Map<string, string>();
  return (steps) => {
    for (const step of steps) {
      const line = lineOf(step);
      if (said.get(step.role) !== line) {
        said.set(step.role, line);
        say(line);
      }
    }
  };
}

function lineOf({ role, running, desired, failed, state, reason }: Step): string {
  const tasks = `${running}/${desired} tasks${failed > 0 ? `, ${failed} failed` : ''}`;
  switch (state) {
    case 'steady':
      return `  ${colors.green('✔')} ${role}  ${desired === 0 ? 'asleep: it starts with this release' : `steady, ${tasks}`}`;
    case 'failed':
      return `  ${colors.red('✘')} ${role}  ${reason ?? 'failed'}`;
    case 'moving':
      return `  ${colors.dim('…')} ${role}  ${tasks}`;
  }
}
