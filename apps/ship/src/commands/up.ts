import colors from 'picocolors';
import { apply, sayPlan } from '../apply';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { shorten } from '../progress/display';
import { say } from '../say';
import { requireStack, type Session, withStacks } from '../session';
import type { Plan, Stack } from '../terraform/stack';

/** The stack that every environment needs. */
const SHARED = 'shared';

export interface UpOptions {
  /** Start the workspace's emulator and deploy to it. */
  readonly emulator?: boolean;

  /** Don't ask. */
  readonly autoApprove?: boolean;
}

/**
 * Deploys an environment, and `shared` before it; then plans again, which must find nothing to change.
 *
 * @throws Failure
 */
export async function up(environment: string, options: UpOptions): Promise<void> {
  await withStacks(options, async (session) => {
    const target = requireStack(session, environment);
    const shared = session.stacks.get(SHARED);
    const stacks = shared && shared !== target ? [shared, target] : [target];
    await Promise.all(stacks.map((stack) => stack.init()));

    for (const stack of stacks) {
      const plan = await stack.plan();
      sayPlan(stack, plan);
      if (!plan.empty) {
        await requireApproval(session, stack, plan, options);
        await apply(stack, plan);
      }
    }

    sayOutputs(await target.outputs());
    await requireEmptyPlans(stacks);
    sayNext(session, environment);
  });
}

async function requireApproval(
  { emulator }: Session,
  stack: Stack,
  plan: Plan,
  { autoApprove }: UpOptions,
): Promise<void> {
  if (emulator || autoApprove) {
    return;
  }
  if (!process.stdin.isTTY) {
    throw new Failure(
      `${stack.name}: ${plan.changes.length} changes on AWS need an approval, and there is no terminal to ask on: ` +
        'say --auto-approve, or --emulator to try them on emulated AWS',
    );
  }
  const { confirm } = await import('@inquirer/prompts');
  if (!(await confirm({ message: `Apply these changes to ${stack.name} on AWS?`, default: false }))) {
    throw new Failure('nothing was applied');
  }
}

function sayOutputs(outputs: Readonly<Record<string, string>>): void {
  const width = Math.max(...Object.keys(outputs).map((name) => name.length));
  say();
  for (const [name, value] of Object.entries(outputs)) {
    say(`${name.padEnd(width)}  ${colors.cyan(value)}`);
  }
  say();
}

async function requireEmptyPlans(stacks: readonly Stack[]): Promise<void> {
  const plans = await Promise.all(stacks.map(async (stack) => ({ stack, plan: await stack.plan() })));
  const drifted = plans.filter(({ plan }) => !plan.empty);
  if (drifted.length > 0) {
    const addresses = drifted.flatMap(({ stack, plan }) =>
      plan.changes.map(({ action, address }) => `  ${stack.name}  ${action} ${shorten(address)}`),
    );
    throw new Failure(
      ['a second plan is not empty, so that every deploy would change something:', ...addresses].join('\n'),
      EXIT.drift,
    );
  }
  say(`${colors.green('✔')} Second plan: no changes`);
}

function sayNext({ emulator }: Session, environment: string): void {
  const next = emulator
    ? [
        ['eval "$(npx ship emulator env)"', 'point this shell at the emulator'],
        [`npx cdktf deploy ${environment}`, "deploy by CDKTF's own command, then"],
        [`npx ship down ${environment} --emulator`, 'destroy it'],
        ['npm stop', 'end the emulator and forget all that it has'],
      ]
    : [
        [`npx nx drift ${environment}`, 'see what was changed behind Terraform'],
        [`npx ship down ${environment}`, 'destroy it'],
      ];
  const width = Math.max(...next.map(([command = '']) => command.length));
  say('\nNext:');
  for (const [command = '', purpose = ''] of next) {
    say(`  ${colors.bold(command.padEnd(width))}  ${colors.dim(purpose)}`);
  }
}
