import colors from 'picocolors';
import { type Display, displayOf, shorten } from './progress/display';
import { say } from './say';
import type { Change, Diagnostic } from './terraform/json-log';
import { describe, type Planned } from './terraform/planned';
import type { Stack } from './terraform/stack';

/** Says what a plan changes, in words; what is lost is named. */
export function sayPlan(stack: Stack, { changes, warnings }: Planned): void {
  sayChanges(stack, changes);
  sayWarnings(warnings);
}

function sayChanges({ name }: Stack, changes: readonly Change[]): void {
  const count = (action: string) => changes.filter((change) => change.action === action).length;
  const words = ['create', 'update', 'replace', 'delete']
    .map((action) => [action, count(action)] as const)
    .filter(([, number]) => number > 0)
    .map(([action, number]) => `${number} to ${action}`);
  say(`${colors.bold(name)}  ${words.join(', ') || 'no changes'}`);
  for (const { action, address } of changes.filter(({ action }) => action === 'replace' || action === 'delete')) {
    say(colors.yellow(`  ${action} ${shorten(address)}`));
  }
}

function sayWarnings(warnings: readonly Diagnostic[]): void {
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
export async function applyAtOnce(stack: Stack): Promise<void> {
  const show = await displayOf(stack.name);
  let display: Display | undefined;
  let warnings: readonly Diagnostic[] = [];
  try {
    warnings = await stack.applyAtOnce(
      (changes) => {
        sayChanges(stack, changes);
        display = changes.length > 0 ? show(changes) : undefined;
      },
      (message) => display?.take(message),
    );
  } finally {
    display?.end();
  }
  sayWarnings(warnings);
}
