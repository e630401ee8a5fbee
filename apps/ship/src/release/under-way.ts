import { setTimeout as wait } from 'node:timers/promises';
import colors from 'picocolors';
import { explain } from '../aws/explain';
import type { Environment } from '../environment/environment';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { say } from '../say';
import { shortDigest } from '../words';
import { allEnded } from './all-ended';
import { type FailedTask, failedTasks } from './failed-tasks';
import { setScaling } from './first-release';
import type { History, Release } from './history';
import type { Lock } from './lock';
import { migrate, MigrationFailure } from './migrate';
import { NotBack, putBack } from './put-back';
import { register, type Revision, revisionOf } from './revision';
import { begin, type Move, reasonsOf, type Step, watch, type Watching } from './rollout';
import { sayStep } from './say-step';

export interface Begins {
  readonly begun: Release;

  /** Whether it was begun before, and nobody saw its end. */
  readonly goesOn: boolean;
  readonly signal: AbortSignal;
}

/** What is left where a release is not brought to its end, by how far it was. */
const LEFT = {
  before: 'nothing was changed',
  migrating: 'the migration goes on, and no service was changed',
  moving: 'some services may move, and ECS rolls back by itself where tasks do not get healthy',
  watching: 'ECS goes on, and rolls back by itself where tasks do not get healthy',
} as const;

/** How long what ECS says may be older than what it was told, in milliseconds. */
const STALE = 2000;

/** A release that is under way. */
export class UnderWay {
  readonly #environment: Environment;
  readonly #history: History;
  readonly #lock: Lock;
  readonly #goesOn: boolean;
  readonly #signal: AbortSignal;
  #release: Release;

  /** How far it is, and with that what an interruption or an error leaves behind. */
  #stage: keyof typeof LEFT = 'before';

  constructor(environment: Environment, history: History, lock: Lock, { begun, goesOn, signal }: Begins) {
    this.#environment = environment;
    this.#history = history;
    this.#lock = lock;
    this.#goesOn = goesOn;
    this.#signal = signal;
    this.#release = begun;
  }

  /** @throws Failure whose exit code says what serves */
  async carryOut(migrates: boolean): Promise<Release> {
    let failed: readonly Step[];
    try {
      failed = await this.#move(migrates);
      if (failed.length === 0) {
        return await this.#history.end(this.#release, 'succeeded');
      }
    } catch (error) {
      throw await this.#endOf(error);
    }
    throw await this.#goBack(failed);
  }

  /** @returns the services that failed */
  async #move(migrates: boolean): Promise<readonly Step[]> {
    const signal = this.#signal;
    const onStarted = () => {
      this.#stage = 'migrating';
    };
    if (migrates && (await migrate(this.#environment, this.#release, { signal, onStarted }))) {
      this.#release = await this.#history.migrated(this.#release);
    }
    await this.#lock.confirm();
    signal.throwIfAborted();
    this.#stage = 'moving';
    const moves = await this.#roll();
    this.#stage = 'watching';
    const steps = await watch(this.#environment, moves, this.#watching());
    return steps.filter(({ state }) => state === 'failed');
  }

  /** Registers what the tasks run, writes down what is released, and lets the services begin to move. */
  async #roll(): Promise<readonly Move[]> {
    const environment = this.#environment;
    const { image, before } = this.#release;
    const revisions = await allEnded(
      Object.entries(environment.tasks).map(async ([role, task]): Promise<readonly [string, Revision]> => {
        const newest = await revisionOf(environment, task);
        const isThere = newest.image === image && (this.#goesOn || !(role in environment.deployment.services));
        return [role, isThere ? newest : await register(environment, task, image)];
      }),
    );
    const to = new Map(revisions);
    const moves = environment.services.map(({ role, ...service }): Move => ({
      role,
      service,
      from: before.revisions[role] ?? '',
      to: to.get(role)?.arn ?? '',
    }));
    await environment.setImage(image);
    const isFirst = before.image === undefined;
    const moving = await allEnded(
      moves.map((move) => begin(environment, move, { desired: isFirst ? move.service.tasks.min : undefined })),
    );
    if (isFirst) {
      await setScaling(environment, true);
    }
    return moving;
  }

  /** Brings the release before back, and says why. */
  async #goBack(failed: readonly Step[]): Promise<unknown> {
    const why = reasonsOf(failed);
    say(`${colors.red('✘')} ${why}`);
    await sayFailedTasks(this.#environment, failed);
    say('Going back to what served before');
    try {
      await this.#putBack('rolled back', why);
    } catch (error) {
      return this.#leftAsItIs(error, `release ${this.#release.release} failed: ${why}`);
    }
    const { image } = this.#release.before;
    const serves = image ? `${shortDigest(image)} serves, as before` : 'nothing is released, as before';
    return new Failure(`release ${this.#release.release} is rolled back: ${why}. ${serves}`, EXIT.rolledBack);
  }

  async #putBack(outcome: 'rolled back' | 'failed', why: string): Promise<void> {
    await this.#lock.confirm();
    await putBack(this.#environment, this.#release, this.#watching());
    await this.#history.end(this.#release, outcome, why);
  }

  /** What is left to do when a release did not come to its end, and what to say of it. */
  async #endOf(error: unknown): Promise<unknown> {
    const reason = error instanceof Failure ? error : explain(error);
    const goesOn = this.#stage === 'watching' || (this.#stage === 'migrating' && !(error instanceof MigrationFailure));
    if (!reason || goesOn || this.#signal.aborted) {
      return this.#leftAsItIs(error);
    }
    const [why = ''] = reason.message.split('\n');
    try {
      if (this.#stage === 'moving') {
        await wait(STALE, undefined, { signal: this.#signal });
        await this.#putBack('failed', why);
      } else {
        const { mayHaveChanged = false } = error instanceof MigrationFailure ? error : {};
        const told = mayHaveChanged ? { ...this.#release, migrated: true } : this.#release;
        await this.#history.end(told, error instanceof MigrationFailure ? 'migration failed' : 'failed', why);
      }
    } catch (another) {
      return this.#leftAsItIs(another, reason.message);
    }
    return reason;
  }

  /** What to say of a release that is not brought to an end here, so that the next command finds it as it is. */
  #leftAsItIs(error: unknown, before?: string): unknown {
    if (this.#signal.reason instanceof Failure) {
      return this.#signal.reason;
    }
    const { release: number, kind } = this.#release;
    const back = kind === 'rollback' ? '' : `; npx ship rollback ${this.#environment.name} goes back`;
    const left = `${LEFT[this.#stage]}. The same command goes on from there${back}`;
    if (this.#signal.aborted) {
      return new Failure(`Interrupted: ${left}`, EXIT.interrupted);
    }
    const reason = error instanceof Failure ? error : explain(error);
    if (!reason) {
      return error;
    }
    const said = [before, reason.message].filter(Boolean).join('\n');
    return new Failure(error instanceof NotBack ? said : `${said}\nRelease ${number} is left as it is: ${left}`);
  }

  #watching(): Watching {
    return { signal: this.#signal, onStep: sayStep() };
  }
}

/** What failed tasks said last is worth much, and not a way back that does not begin. */
async function sayFailedTasks(environment: Environment, failed: readonly Step[]): Promise<void> {
  try {
    (await failedTasks(environment, failed)).forEach(sayFailedTask);
  } catch (error) {
    say(`  what their tasks said last can't be read: ${(error as Error).message}`);
  }
}

function sayFailedTask({ role, task, exitCode, reason, log }: FailedTask): void {
  say(`  ${role} task ${task}: ${exitCode === undefined ? reason : `exit code ${exitCode}, ${reason}`}`);
  log.forEach((line) => say(colors.dim(`    ${line}`)));
}
