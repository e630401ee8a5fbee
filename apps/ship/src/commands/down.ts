import { apply, sayPlan } from '../apply';
import { prepare } from '../environment/options';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { refusalOf } from '../preview/standing';
import { answer, say, sayElsewhere } from '../say';
import { openStates, requireStack, type Session, withStacks } from '../session';

export interface DownOptions {
  /** Destroy it on the workspace's emulator. */
  readonly emulator?: boolean;

  /** Don't ask. */
  readonly autoApprove?: boolean;

  /** Mean it, where it is production. */
  readonly production?: boolean;

  /** Hand the answer to a program. */
  readonly json?: boolean;
}

/** The environment that is refused without more. */
const PRODUCTION = /^prod(uction)?$/;

/**
 * Destroys an environment, once its name was typed.
 *
 * @throws Failure
 */
export async function down(environment: string, options: DownOptions): Promise<void> {
  if (options.json) {
    sayElsewhere();
  }
  const destroyed = await withStacks(options, async (session) => {
    if (PRODUCTION.test(environment) && !session.emulator && !options.production) {
      throw new Failure(`${environment} is production: say --production as well, if it is to be destroyed`, EXIT.usage);
    }
    const stack = requireStack(session, environment);
    await prepare({ emulator: session.emulator !== undefined });
    const refuseUnderPreviews = await refusalOf(session, environment);
    await refuseUnderPreviews();
    await openStates(session, [stack]);
    const plan = await stack.plan({ destroy: true });
    if (plan.empty) {
      say(`${environment}: there is nothing to destroy`);
      return 0;
    }
    sayPlan(stack, plan);
    await requireItsName(session, environment, options);
    // The question may have waited for long.
    await refuseUnderPreviews();
    await apply(stack, plan);
    say(`${environment} is destroyed.`);
    return plan.changes.length;
  });
  if (options.json) {
    answer({ environment, destroyed });
  }
}

async function requireItsName({ emulator }: Session, environment: string, { autoApprove }: DownOptions): Promise<void> {
  if (emulator || autoApprove) {
    return;
  }
  if (!process.stdin.isTTY) {
    throw new Failure(
      `destroying ${environment} on AWS needs its name typed, and there is no terminal to type it on: say --auto-approve`,
    );
  }
  const { input } = await import('@inquirer/prompts');
  if (
    (await input({ message: `Everything listed above will be destroyed on AWS. Type '${environment}' to go on:` })) !==
    environment
  ) {
    throw new Failure('that was not its name: nothing was destroyed');
  }
}
