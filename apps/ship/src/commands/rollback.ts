import { open, type EnvironmentOptions } from '../environment/options';
import type { Environment } from '../environment/environment';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { interruptible } from '../interruptible';
import { History, type Release } from '../release/history';
import { requireImage } from '../release/image';
import { Lock } from '../release/lock';
import { putBack } from '../release/put-back';
import { release, summary } from '../release/release';
import { describeServices, primaryOf } from '../release/rollout';
import { sayStep } from '../release/say-step';
import { stop } from '../release/service-deployments';
import { answer, say } from '../say';
import { shortDigest } from '../words';

export interface RollbackOptions extends EnvironmentOptions {
  /** Number, tag or commit of the release to go back to. */
  readonly to?: string;

  /** Only say what would be done. */
  readonly dryRun?: boolean;
}

/**
 * Goes back: what is under way is stopped and rolled back, and otherwise the last release before this one that was healthy is released
 * again. The database is left as it is.
 *
 * @throws Failure where there is nothing to go back to
 */
export async function rollback(name: string, options: RollbackOptions): Promise<void> {
  await interruptible(async (signal) => {
    const environment = await open(name, options);
    const history = new History(environment);
    const newest = await history.newest();
    // A rollback that is under way is gone on with: what it leads away from is not to come back.
    const isToStop = newest?.outcome === 'in progress' && newest.kind !== 'rollback' && !options.to;
    const done = isToStop
      ? await stopWhatIsUnderWay(environment, history, newest, { signal, dryRun: options.dryRun })
      : await goBackTo(environment, await history.all(), { ...options, signal });
    if (options.json) {
      answer(done ?? null);
    }
  });
}

interface How {
  readonly signal: AbortSignal;
  readonly dryRun?: boolean | undefined;
}

/** Whoever watches that release sees it stopped and puts the rest in order; where nobody does, that is done here. */
async function stopWhatIsUnderWay(
  environment: Environment,
  history: History,
  newest: Release,
  { signal, dryRun }: How,
): Promise<Release | undefined> {
  const { name } = environment;
  const what = `release ${newest.release} of ${newest.tag ?? shortDigest(newest.image)}, which is under way`;
  const before = shortDigest(newest.before.image);
  if (newest.migrated) {
    say(
      `Release ${newest.release} has migrated the database, which is not undone: what served before meets the newer schema`,
    );
  }
  if (dryRun) {
    say(`Would stop ${what}, and bring ${before} back`);
    return undefined;
  }
  const holder = await Lock.whoHolds(environment);
  if (holder?.image === newest.image) {
    await stopServices(environment, newest, holder.does);
    say(`Stopped ${what}: ${holder.does}, which brings ${before} back`);
    return newest;
  }
  signal.throwIfAborted();
  return Lock.hold(environment, { does: `rolls back to ${before}` }, async (lock) => {
    const now = await history.newest();
    if (now?.release !== newest.release || now.outcome !== 'in progress') {
      throw new Failure(`release ${newest.release} has ended just now: npx ship status ${name} shows how`, EXIT.locked);
    }
    signal.throwIfAborted();
    say(`Stopping ${what}`);
    await putBack(environment, now, { signal: AbortSignal.any([signal, lock.signal]), onStep: sayStep() });
    say(`${before} serves again`);
    return history.end(now, 'rolled back', 'it was stopped by `ship rollback`');
  });
}

/** What is on its way back already is left alone. */
async function stopServices(environment: Environment, { before }: Release, holder: string): Promise<void> {
  const services = await describeServices(environment);
  const stopped = await Promise.all(
    environment.services
      .filter(({ role }) => {
        const primary = primaryOf(services.get(role));
        return primary?.rolloutState === 'IN_PROGRESS' && primary.taskDefinition !== before.revisions[role];
      })
      .map(({ service }) => stop(environment, service)),
  );
  if (!stopped.includes(true)) {
    throw new Failure(`${holder}, and no service moves at the moment: try again`, EXIT.locked);
  }
}

async function goBackTo(
  environment: Environment,
  all: readonly Release[],
  { to, dryRun, signal }: RollbackOptions & { readonly signal: AbortSignal },
): Promise<Release | undefined> {
  const target = to ? chosen(all, to) : lastHealthy(environment.name, all, await environment.image());
  const number = target.target ?? target.release;
  const later = all.filter((each) => each.release > number && each.migrated);
  if (later.length > 0) {
    const numbers = later.map((each) => each.release).reverse();
    say(
      `Release ${number} is from before ${numbers.length === 1 ? 'a migration' : 'migrations'} of the database (release ${numbers.join(', ')}), ` +
        'which a rollback does not undo: its code meets the newer schema',
    );
  }
  const what = `release ${target.release}, ${target.tag ?? shortDigest(target.image)}`;
  if (dryRun) {
    say(`Would go back to ${what}`);
    return undefined;
  }
  await requireImage(environment, target.image);
  say(`Going back to ${what}`);
  const { image: reference, tag, commit } = target;
  const done = await release(
    environment,
    { kind: 'rollback', target: number, image: reference, tag, commit },
    { migrates: false, signal },
  );
  say(summary(done, environment));
  return done;
}

/** A second rollback goes further back, not to what the first has left; one that was not brought to its end is gone on with. */
function lastHealthy(name: string, all: readonly Release[], image: string | undefined): Release {
  const [newest] = all;
  if (newest?.outcome === 'in progress') {
    return newest;
  }
  const serving = all.find(isHealthy);
  const number = serving?.target ?? serving?.release ?? 0;
  const found = all.find((each) => isHealthy(each) && each.release < number && each.image !== image);
  if (!found) {
    throw new Failure(
      `there is no release of ${name} to go back to: ${all.length === 0 ? 'nothing was released' : 'none before was healthy'} (npx ship releases ${name})`,
    );
  }
  return found;
}

/** Of those that are called so, the newest that was healthy. */
function chosen(all: readonly Release[], to: string): Release {
  const called = all.filter((each) => [String(each.release), each.tag, each.commit].includes(to));
  const [newest] = called;
  if (!newest) {
    const numbers = all.map((each) => each.release).join(', ');
    throw new Failure(`there is no release '${to}': there are ${numbers || 'none'}`, EXIT.usage);
  }
  const found = called.find(isHealthy);
  if (!found) {
    throw new Failure(
      `release ${newest.release} was never healthy (${newest.outcome}): choose one that succeeded, or deploy its image again`,
      EXIT.usage,
    );
  }
  return found;
}

function isHealthy({ outcome }: Release): boolean {
  return outcome === 'succeeded';
}
