import colors from 'picocolors';
import type { Environment } from '../environment/environment';
import { say } from '../say';
import { counted, shortDigest } from '../words';
import { type Before, type Begun, History, type Release } from './history';
import { Lock } from './lock';
import { putBack } from './put-back';
import { revisionOf } from './revision';
import { describeServices } from './rollout';
import { sayStep } from './say-step';
import { UnderWay } from './under-way';

export interface ReleaseOptions {
  /** Whether the database is migrated before. */
  readonly migrates: boolean;
  readonly signal: AbortSignal;
}

/**
 * Releases an image: migrates the database, moves every service to the image, and brings all of them back where one does not get
 * healthy. What is written down at the end is what serves; a release that could not be brought to its end is written down as such, for the
 * next command to go on with.
 *
 * @throws Failure whose exit code says what serves
 */
export async function release(
  environment: Environment,
  what: Omit<Begun, 'before'>,
  options: ReleaseOptions,
): Promise<Release> {
  const name = what.tag ?? shortDigest(what.image);
  options.signal.throwIfAborted();
  return Lock.hold(environment, { does: `releases ${name}`, image: what.image }, async (lock) => {
    const signal = AbortSignal.any([options.signal, lock.signal]);
    const history = new History(environment);
    const { before, goesOn } = await settle(environment, history, { image: what.image, signal });
    signal.throwIfAborted();
    const begun = goesOn ?? (await history.begin({ ...what, before }));
    say(`${colors.bold(`Release ${begun.release}`)} of ${name} to ${environment.name}${goesOn ? ' goes on' : ''}`);
    return new UnderWay(environment, history, lock, { begun, goesOn: goesOn !== undefined, signal }).carryOut(
      options.migrates,
    );
  });
}

interface Settled {
  /** What serves, or did before a release that nobody saw the end of. */
  readonly before: Before;

  /** That release, where it is of the same image. */
  readonly goesOn?: Release;
}

/** Looks what serves, and what became of a release that nobody saw the end of. */
async function settle(
  environment: Environment,
  history: History,
  { image, signal }: { readonly image: string; readonly signal: AbortSignal },
): Promise<Settled> {
  const newest = await history.newest();
  const { isSteady, ...serving } = await whatServes(environment);
  if (newest?.outcome !== 'in progress') {
    return { before: serving };
  }
  if (newest.image === image) {
    return { before: newest.before, goesOn: newest };
  }
  if (isSteady && serving.image === newest.image) {
    await history.end(newest, 'succeeded');
    return { before: serving };
  }
  say(`Release ${newest.release} was left under way: going back to what served before`);
  signal.throwIfAborted();
  await putBack(environment, newest, { signal, onStep: sayStep() });
  await history.end(newest, 'interrupted', 'another release took its place');
  return { before: newest.before };
}

/** What the services run: of the first, the image counts. */
async function whatServes(environment: Environment): Promise<Before & { readonly isSteady: boolean }> {
  const services = await describeServices(environment);
  const revisions = [...services].map(([role, { taskDefinition = '' }]) => [role, taskDefinition] as const);
  const images = await Promise.all(
    revisions.map(async ([role, arn]) => (await revisionOf(environment, environment.task(role), arn)).image),
  );
  const [image] = images;
  return {
    image: image === 'none' ? undefined : image,
    revisions: Object.fromEntries(revisions),
    isSteady:
      images.every((each) => each === image) &&
      [...services.values()].every(({ deployments = [] }) =>
        deployments.every(({ status, rolloutState }) => status === 'PRIMARY' && rolloutState === 'COMPLETED'),
      ),
  };
}

/** A line that sums a release up. */
export function summary({ release: number, endedAt, at, migrated }: Release, { services }: Environment): string {
  const seconds = Math.round((Date.parse(endedAt ?? at) - Date.parse(at)) / 1000);
  const schema = migrated ? ', the database is migrated' : '';
  return `${colors.green('✔')} Release ${number} serves: ${counted(services.length, 'service')} steady after ${seconds} s${schema}`;
}
