import type { ECSClientConfig } from '@aws-sdk/client-ecs';

type RetryStrategy = Extract<NonNullable<ECSClientConfig['retryStrategy']>, { refreshRetryTokenForRetry: unknown }>;
type Token = Awaited<ReturnType<RetryStrategy['acquireInitialRetryToken']>>;

/** For how long a call is tried again, in milliseconds. */
const PATIENCE = 30_000;

/** The longest wait between two tries, and what the first is at most, in milliseconds. */
const LONGEST = 2000;
const FIRST = 100;

/** Errors that pass, and that the SDK does not take for such: calls of others to the same parameter. */
const PASSING: readonly string[] = ['TooManyUpdates'];

/** A call under way: how often it was tried again, and since when. */
class Try implements Token {
  constructor(
    readonly began: number,
    readonly count: number,
  ) {}

  getRetryCount(): number {
    return this.count;
  }

  /** Anything up to twice the last: calls that failed together don't come together again. */
  getRetryDelay(): number {
    return this.count === 0 ? 0 : Math.random() * Math.min(LONGEST, FIRST * 2 ** this.count);
  }
}

/**
 * Tries a call again for half a minute, where AWS asks for fewer calls or can't be reached. The SDK's own strategies give up sooner: many
 * calls at once use up what it allows for retries within two seconds without a network.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export class Persistence implements RetryStrategy {
  async acquireInitialRetryToken(): Promise<Try> {
    return new Try(Date.now(), 0);
  }

  async refreshRetryTokenForRetry(
    token: Token,
    { errorType, error }: Parameters<RetryStrategy['refreshRetryTokenForRetry']>[1],
  ): Promise<Try> {
    const { began, count } = token as Try;
    const isFinal = errorType === 'CLIENT_ERROR' && !PASSING.includes((error as Error | undefined)?.name ?? '');
    if (isFinal || Date.now() - began > PATIENCE) {
      throw new Error('not again');
    }
    return new Try(began, count + 1);
  }

  recordSuccess(): void {
    // Nothing is counted that a success would give back.
  }
}
