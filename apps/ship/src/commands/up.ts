import { SHARED } from '@laravel-ecs/config';
import colors from 'picocolors';
import { apply, sayPlan } from '../apply';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { shorten } from '../progress/display';
import { answer, say, sayElsewhere } from '../say';
import { openStates, requireStack, type Session, withStacks } from '../session';
import type { Plan } from '../terraform/planned';
import type { Stack } from '../terraform/stack';

export interface UpOptions {
  /** Start the workspace's emulator and deploy to it. */
  readonly emulator?: boolean;

  /** Don't ask. */
  readonly autoApprove?: boolean;

  /** Leave `shared` as it is, which a pipeline may not change. */
  readonly only?: boolean;

  /** Build an image and release it afterwards. */
  readonly release?: boolean;

  /** An image that is pushed already, to release afterwards. */
  readonly image?: string;

  /** One in the environment's own repository. */
  readonly tag?: string;

  /** Hand the answer to a program. */
  readonly json?: boolean;
}

/** An environment that was deployed. */
interface Deployed {
  readonly where: Stack['where'];
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Deploys an environment, and `shared` before it; then plans again, which must find nothing to change. Releases afterwards, where an
 * image is named or is to be built.
 *
 * @throws Failure
 */
export async function up(environment: string, options: UpOptions): Promise<void> {
  const { release, emulator, image, tag, json } = options;
  const releases = release || image || tag;
  if (releases && environment === SHARED) {
    throw new Failure(`'${SHARED}' runs nothing that could be released: name an environment`, EXIT.usage);
  }
  if (image && tag) {
    throw new Failure('say --image or --tag, not both', EXIT.usage);
  }
  if (json) {
    sayElsewhere();
  }
  const { where, outputs } = await deployStacks(environment, options, releases ? undefined : sayNext);
  if (releases) {
    const { deploy } = await import('./deploy');
    await deploy(environment, {
      migrate: true,
      ...where,
      ...(emulator && { emulator }),
      ...(image && { image }),
      ...(tag && { tag }),
      ...(json && { json }),
    });
  } else if (json) {
    answer({ environment, outputs });
  }
}

async function deployStacks(
  environment: string,
  options: UpOptions,
  next: typeof sayNext | undefined,
): Promise<Deployed> {
  return withStacks(options, async (session) => {
    const target = requireStack(session, environment);
    const shared = options.only ? undefined : session.stacks.get(SHARED);
    const stacks = shared && shared !== target ? [shared, target] : [target];
    await openStates(session, stacks);

    for (const stack of stacks) {
      const plan = await stack.plan();
      sayPlan(stack, plan);
      if (!plan.empty) {
        await requireApproval(session, stack, plan, options);
        await apply(stack, plan);
      }
    }

    const outputs = await target.outputs();
    sayOutputs(outputs);
    await requireEmptyPlans(stacks);
    next?.(session, environment);
    return { where: target.where, outputs };
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
        [`npx ship status ${environment}`, 'see what runs there'],
        [`npx cdktf deploy ${environment}`, "deploy by CDKTF's own command"],
        [`npx ship down ${environment} --emulator`, 'destroy it'],
        ['npm stop', 'end the emulator and forget all that it has'],
      ]
    : [
        ...(environment === SHARED ? [] : [[`npx ship deploy ${environment}`, 'build the image and release it']]),
        [`npx ship plan ${environment}`, 'see what another deploy would change'],
        [`npx ship down ${environment}`, 'destroy it'],
      ];
  const width = Math.max(...next.map(([command = '']) => command.length));
  say('\nNext:');
  for (const [command = '', purpose = ''] of next) {
    say(`  ${colors.bold(command.padEnd(width))}  ${colors.dim(purpose)}`);
  }
}
