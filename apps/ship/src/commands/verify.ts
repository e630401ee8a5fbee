import { open, type EnvironmentOptions } from '../environment/options';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { findImage } from '../release/image';
import { answer, say } from '../say';
import { linesOf, verify as look } from '../verify/verify';

export interface VerifyOptions extends EnvironmentOptions {
  /** Image to look for; by default, the released one. */
  readonly image?: string;
}

/**
 * Looks whether all is there that a release needs.
 *
 * @throws Failure without words where something is not: they are said already
 */
export async function verify(name: string, options: VerifyOptions): Promise<void> {
  const environment = await open(name, options);
  const reference = options.image ?? (await environment.image());
  const image = reference ? await findImage(environment, reference) : undefined;
  const verified = await look(environment, { reference, image });
  linesOf(verified).forEach((line) => say(line));
  if (options.json) {
    answer(verified);
  }
  if (verified.some(({ problems }) => problems.length > 0)) {
    throw new Failure('', EXIT.notReady);
  }
}
