import { open, type EnvironmentOptions } from '../environment/options';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { interruptible } from '../interruptible';
import { History } from '../release/history';
import { requireImage } from '../release/image';
import { release, summary } from '../release/release';
import { answer, say } from '../say';
import { requireReady } from '../verify/verify';

/**
 * Releases to an environment the very image, by digest, that serves another.
 *
 * @throws Failure
 */
export async function promote(from: string, to: string, options: EnvironmentOptions): Promise<void> {
  if (from === to) {
    throw new Failure(`an environment can't be promoted to itself: got '${from}' twice`, EXIT.usage);
  }
  await interruptible(async (signal) => {
    const source = await open(from, options);
    const target = await open(to, options);
    const releases = await new History(source).all();
    if (releases[0]?.outcome === 'in progress') {
      throw new Failure(
        `release ${releases[0].release} of ${from} is not at its end, and may not get healthy: promote when it serves (npx ship status ${from})`,
        EXIT.locked,
      );
    }
    const reference = await source.image();
    if (!reference) {
      throw new Failure(`nothing is released to ${from}, so that there is nothing to promote: npx ship deploy ${from}`);
    }
    const told = releases.find(({ image }) => image === reference);
    const image = await requireImage(target, reference);
    await requireReady(target, image);
    const done = await release(
      target,
      { kind: 'promote', image: image.reference, tag: told?.tag, commit: told?.commit },
      { migrates: true, signal },
    );
    say(summary(done, target));
    if (options.json) {
      answer(done);
    }
  });
}
