import colors from 'picocolors';
import { type Display, displayOf, shorten } from './progress/display';
import { say } from './say';
import { describe, type Planned } from './terraform/planned';
import type { Stack } from './terraform/stack';

/** Says what a plan changes, in words; what is lost is named. */
export function sayPlan({ name }: Stack, { changes, warnings }: Planned): void {
  const count = (action: string) => changes.filter((change) => change.action === action).length;
  const words = ['create', 'update', 'replace', 'delete']
    .map((action) => [action, count(action)] as const)
    .filter(([, number]) => number > 0)
    .map(([action, number]) => `${number} to ${action}`);
  say(`${colors.bold(name)}  ${words.join(', ') || 'no changes'}`);
  for (const { action, address } of changes.filter(({ action }) => action === 'replace' || action === 'delete')) {
    say(colors.yellow(`  ${action} ${shorten(address)}`));
  }
  for (const warning of warnings) {
    say(colors.yellow(`Warning:\n${describe(warning)}`));
  }
}

/**
 * Carries out a plan and shows how it goes on.
 *
 * @throws TerraformFailure
 */
export async function apply(stack: Stack, { changes }: Planned): Promise<void> {
  const display = (await displayOf(stack.name))(changes);
  try {
    await stack.apply((message) => display.take(message));
  } finally {
    display.end();
  }
}

/**
 * Plans a stack and carries that out, where nobody is to look at it in between. Says what it changes, and shows how it goes on.
 *
 * @throws TerraformFailure
 */
export async function applyAtOnce(stack: Stack, options: { readonly destroy?: boolean } = {}): Promise<void> {
  const show = await displayOf(stack.name);
  let display: Display | undefined;
  try {
    await stack.applyAtOnce(
      (plan) => {
        sayPlan(stack, plan);
        display = plan.changes.length > 0 ? show(plan.changes) : undefined;
      },
      (message) => display?.take(message),
      options,
    );
  } finally {
    display?.end();
  }
}
