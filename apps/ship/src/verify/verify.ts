import colors from 'picocolors';
import type { Environment } from '../environment/environment';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import type { Image } from '../release/image';
import { revisionOf } from '../release/revision';
import { counted } from '../words';
import { type Check, isDenied, type Looked, NotLooked, type Problem } from './check';
import { CHECKS } from './checks';

/** What a check found. */
export interface Verified {
  readonly check: string;
  readonly problems: readonly Problem[];

  /** Why it could not be looked at. */
  readonly notLooked?: string;
}

/** Looks whether all is there that a release needs; changes nothing. */
export async function verify(
  environment: Environment,
  { reference, image }: Pick<Looked, 'reference' | 'image'>,
): Promise<readonly Verified[]> {
  const revisions = await Promise.all(
    Object.entries(environment.tasks).map(async ([role, task]) => [role, await revisionOf(environment, task)] as const),
  );
  const looked = { environment, reference, image, revisions: new Map(revisions) };
  return Promise.all(CHECKS.map((check) => carryOut(check, looked)));
}

async function carryOut({ name, find }: Check, looked: Looked): Promise<Verified> {
  try {
    return { check: name, problems: await find(looked) };
  } catch (error) {
    if (error instanceof NotLooked) {
      return { check: name, problems: [], notLooked: error.message };
    }
    if (isDenied(error)) {
      return { check: name, problems: [], notLooked: 'your credentials may not look' };
    }
    throw error;
  }
}

/**
 * Refuses to release where something is not there that it needs.
 *
 * @throws Failure that names all of it, each with its mend
 */
export async function requireReady(environment: Environment, image?: Image): Promise<void> {
  const verified = await verify(environment, { reference: image?.reference, image });
  const problems = verified.flatMap((each) => each.problems);
  if (problems.length > 0) {
    throw new Failure(
      [`${environment.name} is not ready for a release, and nothing was changed:`, ...problems.map(line)].join('\n'),
      EXIT.notReady,
    );
  }
}

function line({ problem, mend }: Problem): string {
  return `  - ${problem}: ${mend}`;
}

/** What was found, in lines. */
export function linesOf(verified: readonly Verified[]): readonly string[] {
  return verified.flatMap(({ check, problems, notLooked }) =>
    problems.length === 0
      ? [notLooked ? `${colors.dim('–')} ${check}: not looked at, ${notLooked}` : `${colors.green('✔')} ${check}`]
      : [`${colors.red('✘')} ${check}: ${counted(problems.length, 'problem')}`, ...problems.map(line)],
  );
}
