import { EXIT } from './exit-codes';
import { Failure } from './failure';
import { endWithReader, say } from './say';

/**
 * Does something that stops in good order when it is interrupted: the first Ctrl-C asks for that, a second ends the command at once.
 * Nor does it end half-way where nobody reads any more what it says.
 *
 * @throws Failure where it was interrupted, and does not say itself what that means
 */
export async function interruptible<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const controller = new AbortController();
  const interrupt = () => {
    if (controller.signal.aborted) {
      say('Interrupted again: ended at once. The lock of the environment ends by itself');
      process.exit(EXIT.interrupted);
    }
    say('\nInterrupted: what is under way is brought to an end in good order. Once more ends it at once.');
    controller.abort();
  };
  process.stdout.off('error', endWithReader).on('error', () => undefined);
  // They stay: an interruption that comes when all is done changes nothing any more.
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  try {
    return await work(controller.signal);
  } catch (error) {
    if ((error as Error).name !== 'AbortError') {
      throw error;
    }
    const { cause } = error as Error;
    throw cause instanceof Failure ? cause : new Failure('Interrupted', EXIT.interrupted);
  }
}
