import { randomUUID } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
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

/** What the parameter of a lock says while somebody holds it. */
interface Holder {
  readonly id: string;
  readonly by: string;
  readonly does: string;

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
 * SSM counts the versions of a parameter and never gives one twice: of those who find a lock free, the one whose version follows on what it
 * found has it.
 */
export class Lock {
  readonly #environment: Environment;
  readonly #id = randomUUID();
  readonly #does: string;
  readonly #lost = new AbortController();
  #since = 0;

  private constructor(environment: Environment, does: string) {
    this.#environment = environment;
    this.#does = does;
  }

  /**
   * Does something that one at a time may do.
   *
   * @param does what is done, for others to read: `deploys v7`
   * @throws Failure that names who holds the lock
   */
  static async hold<Result>(
    environment: Environment,
    does: string,
    work: (lock: Lock) => Promise<Result>,
  ): Promise<Result> {
    const lock = new Lock(environment, does);
    await lock.#take();
    let renewal = Promise.resolve();
    const timer = setInterval(() => (renewal = lock.#renew()), RENEWAL).unref();
    try {
      return await work(lock);
    } finally {
      clearInterval(timer);
      await renewal;
      await lock.#giveBack();
    }
  }

  /** What another does who holds the lock, if somebody does. */
  static async whoHolds(environment: Environment): Promise<string | undefined> {
    const ssm = await environment.aws.ssm();
    const { holder } = await read(ssm, environment.deployment.lockParameter);
    return holder && !hasExpired(holder, ssm) ? `${holder.by} ${holder.does}` : undefined;
  }

  /** Is aborted when it turns out that somebody else has the lock. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Makes sure that it is still held: whoever was asleep or without a network for longer than it holds has lost it.
   *
   * @throws Failure where somebody else has it by now
   */
  async confirm(): Promise<void> {
    await this.#renew();
    this.signal.throwIfAborted();
  }

  async #take(): Promise<void> {
    const ssm = await this.#environment.aws.ssm();
    const found = await read(ssm, this.#name);
    if (found.holder && !hasExpired(found.holder, ssm)) {
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
   * @param found what is there
   * @returns what another has made of that meanwhile, which then counts
   */
  async #claim(ssm: SSM, found: Version): Promise<Version | undefined> {
    const wanted = found.version + 1;
    const holder: Holder = {
      id: this.#id,
      by: whoami(),
      does: this.#does,
      since: iso(this.#since),
      expires: iso(now(ssm) + HOLDS),
    };
    if ((await put(ssm, this.#name, JSON.stringify(holder))) === wanted) {
      return undefined;
    }
    // Somebody was faster; or the answer to this was lost, and it was sent again.
    const first = await read(ssm, `${this.#name}:${wanted}`);
    if (first.holder?.id === this.#id) {
      return undefined;
    }
    await put(ssm, this.#name, first.text);
    return first;
  }

  /** Holds it for longer. Without a network it holds as long as it was written down for, and others wait for so long. */
  async #renew(): Promise<void> {
    try {
      const ssm = await this.#environment.aws.ssm();
      const found = await read(ssm, this.#name);
      const other = found.holder?.id === this.#id ? await this.#claim(ssm, found) : found;
      if (other) {
        this.#lost.abort(this.#loss(other.holder));
      }
    } catch {
      // The next time, or whatever is done next, says what is wrong with the network.
    }
  }

  /** It ends by itself as well, so that what was done counts, and not whether it can be given back. */
  async #giveBack(): Promise<void> {
    try {
      const ssm = await this.#environment.aws.ssm();
      const { holder } = await read(ssm, this.#name);
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
        ? `${holder.by} ${holder.does} (${name}, since ${ago(holder.since)}): try again when that is done. ` +
            `A lock whose owner is gone ends by itself, this one at ${holder.expires}`
        : `somebody else has just released to ${name}: try again`,
      EXIT.locked,
    );
  }

  #loss(holder: Holder | undefined): Failure {
    return new Failure(
      `the lock of ${this.#environment.name} was lost, since nothing was heard of this command for ${HOLDS / 60_000} minutes: ` +
        `${holder ? `${holder.by} ${holder.does}` : 'another has released'} by now, and nothing more is changed here`,
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

function hasExpired({ expires }: Holder, ssm: SSM): boolean {
  return Date.parse(expires) < now(ssm);
}

/** Who types, for others to read. */
export function whoami(): string {
  return `${userInfo().username}@${hostname()}`;
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
