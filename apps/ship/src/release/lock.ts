import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import type { SSM } from '@aws-sdk/client-ssm';
import colors from 'picocolors';
import type { Environment } from '../environment/environment';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { say } from '../say';
import { ago } from '../words';

/** For how long a lock holds unless it is renewed, in milliseconds: as long as others wait for whoever lost the network. */
const HOLDS = 10 * 60_000;

/** How often it is renewed, in milliseconds. */
const RENEWAL = HOLDS / 4;

/** How long somebody who was too late may take to write back what they found, in milliseconds. */
const MOMENT = 2000;

/** What is done while the lock is held. */
export interface Work {
  /** For others to read: `releases v7`. */
  readonly does: string;

  /** The image that is released, where one is. */
  readonly image?: string | undefined;
}

/** What the parameter of a lock says while somebody holds it. */
interface Holder extends Work {
  readonly id: string;
  readonly by: string;

  /** ISO 8601, by AWS's clock */
  readonly since: string;
  readonly expires: string;
}

/** What the parameter says while nobody does. */
const NONE = 'none';

/** A version of the parameter, of which each follows on one other. */
interface Version {
  readonly version: number;
  readonly text: string;
  readonly holder: Holder | undefined;
}

/**
 * What is done while the lock is held, and by whom, so that two never release to an environment at once.
 *
 * SSM counts the versions of a parameter and never gives one twice: whose version follows on one that says that the lock is free, has it.
 */
export class Lock {
  readonly #environment: Environment;
  readonly #id = randomUUID();
  readonly #work: Work;
  readonly #lost = new AbortController();
  #since = 0;

  private constructor(environment: Environment, work: Work) {
    this.#environment = environment;
    this.#work = work;
  }

  /**
   * Does something that one at a time may do.
   *
   * @throws Failure that names who holds the lock
   */
  static async hold<Result>(
    environment: Environment,
    what: Work,
    work: (lock: Lock) => Promise<Result>,
  ): Promise<Result> {
    const lock = new Lock(environment, what);
    await lock.#take();
    let renewal = Promise.resolve();
    const renew = () => {
      // Whatever is done next says what is wrong with the network; others wait for as long as was written down.
      renewal = lock.#renew().catch(() => undefined);
    };
    const timer = setInterval(renew, RENEWAL).unref();
    try {
      return await work(lock);
    } finally {
      clearInterval(timer);
      await renewal;
      await lock.#giveBack();
    }
  }

  /** What another does who holds the lock, by whom (`ann@laptop releases v7`) and with which image, if somebody does. */
  static async whoHolds(environment: Environment): Promise<Work | undefined> {
    const ssm = await environment.aws.ssm();
    const found = await read(ssm, environment.deployment.lockParameter);
    return isFree(found, ssm) ? undefined : { does: sentence(found.holder), image: found.holder?.image };
  }

  /** Is aborted when it turns out that somebody else has the lock. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Makes sure that it is still held: whoever was asleep or without a network for longer than it holds has lost it.
   *
   * @throws Failure where somebody else has it by now; what the SDK throws where that can't be seen
   */
  async confirm(): Promise<void> {
    await this.#renew();
    this.signal.throwIfAborted();
  }

  async #take(): Promise<void> {
    const ssm = await this.#environment.aws.ssm();
    const found = await read(ssm, this.#name);
    if (!isFree(found, ssm)) {
      throw this.#refusal(found.holder);
    }
    this.#since = now(ssm);
    const faster = await this.#claim(ssm, found);
    if (faster) {
      throw this.#refusal(faster.holder);
    }
  }

  /**
   * Writes down that this holds the lock.
   *
   * @param found what may be followed on: free, or held by this
   * @returns what another has made of that meanwhile, which then counts
   */
  async #claim(ssm: SSM, found: Version): Promise<Version | undefined> {
    const holder: Holder = {
      ...this.#work,
      id: this.#id,
      by: whoami(),
      since: iso(this.#since),
      expires: iso(now(ssm) + HOLDS),
    };
    const written = await put(ssm, this.#name, JSON.stringify(holder));
    const holds = await this.#replay(ssm, found, written);
    if (holds.holder?.id === this.#id) {
      return undefined;
    }
    if ((await read(ssm, this.#name)).holder?.id === this.#id) {
      await put(ssm, this.#name, holds.text);
    }
    return holds;
  }

  /** The version that counts of those up to one that was just written: whoever was too late wrote without having it. */
  async #replay(ssm: SSM, found: Version, written: number): Promise<Version> {
    let holds = found;
    for (let version = found.version + 1; version <= written; version += 1) {
      const each = await read(ssm, `${this.#name}:${version}`);
      if (isFree(holds, ssm) || !each.holder || each.holder.id === holds.holder?.id) {
        holds = each;
      }
    }
    return holds;
  }

  /** Holds it for longer, unless it is another's by now: then {@link signal} is aborted. */
  async #renew(): Promise<void> {
    const ssm = await this.#environment.aws.ssm();
    const found = await this.#look(ssm);
    const other = found.holder?.id === this.#id ? await this.#claim(ssm, found) : found;
    if (other) {
      this.#lost.abort(this.#loss(other.holder));
    }
  }

  /** What the parameter says, once somebody who was too late has written back what they found. */
  async #look(ssm: SSM): Promise<Version> {
    const found = await read(ssm, this.#name);
    if (found.holder?.id === this.#id) {
      return found;
    }
    await wait(MOMENT);
    return read(ssm, this.#name);
  }

  /** It ends by itself as well, so that what was done counts, and not whether it can be given back. */
  async #giveBack(): Promise<void> {
    try {
      const ssm = await this.#environment.aws.ssm();
      const { holder } = await this.#look(ssm);
      if (holder?.id === this.#id) {
        await put(ssm, this.#name, NONE);
      }
    } catch (error) {
      const minutes = HOLDS / 60_000;
      say(
        colors.yellow(
          `The lock of ${this.#environment.name} could not be given back, and ends by itself within ${minutes} minutes: ${(error as Error).message}`,
        ),
      );
    }
  }

  #refusal(holder: Holder | undefined): Failure {
    const { name } = this.#environment;
    return new Failure(
      holder
        ? `${sentence(holder)} (${name}, since ${ago(holder.since)}): try again when that is done. ` +
            `A lock whose owner is gone ends by itself, this one at ${holder.expires}`
        : `somebody else has just released to ${name}: try again`,
      EXIT.locked,
    );
  }

  #loss(holder: Holder | undefined): Failure {
    return new Failure(
      `the lock of ${this.#environment.name} was lost, since nothing was heard of this command for ${HOLDS / 60_000} minutes: ` +
        `${sentence(holder)} by now, and nothing more is changed here`,
      EXIT.locked,
    );
  }

  get #name(): string {
    return this.#environment.deployment.lockParameter;
  }
}

/** @param name of the parameter, or `NAME:VERSION` */
async function read(ssm: SSM, name: string): Promise<Version> {
  const { Parameter } = await ssm.getParameter({ Name: name });
  const text = Parameter?.Value ?? NONE;
  return {
    version: Parameter?.Version ?? 0,
    text,
    holder: text === NONE ? undefined : (JSON.parse(text) as Holder),
  };
}

/** @returns the version that it has become */
async function put(ssm: SSM, name: string, text: string): Promise<number> {
  const { Version } = await ssm.putParameter({ Name: name, Value: text, Overwrite: true });
  return Version ?? 0;
}

/** AWS's clock, which all who want the lock share: the SDK knows how far this computer's is from it. */
function now(ssm: SSM): number {
  return Date.now() + (ssm.config.systemClockOffset ?? 0);
}

function isFree({ holder }: Version, ssm: SSM): boolean {
  return !holder || Date.parse(holder.expires) < now(ssm);
}

function sentence(holder: Holder | undefined): string {
  return holder ? `${holder.by} ${holder.does}` : 'somebody else has released';
}

/** Who types, for others to read. */
export function whoami(): string {
  return `${userInfo().username}@${hostname()}`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
