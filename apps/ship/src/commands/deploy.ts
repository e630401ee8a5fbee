import { open, type EnvironmentOptions } from '../environment/options';
import type { Environment } from '../environment/environment';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { interruptible } from '../interruptible';
import { buildAndPush } from '../release/build';
import { requireImage, type Image } from '../release/image';
import type { Release } from '../release/history';
import { release, summary } from '../release/release';
import { answer, say } from '../say';
import { requireReady } from '../verify/verify';

export interface DeployOptions extends EnvironmentOptions {
  /** An image that is pushed already. */
  readonly image?: string;

  /** One in the environment's own repository. */
  readonly tag?: string;

  /** Build an image of this commit again, though there is one. */
  readonly rebuild?: boolean;

  /** Commit that it was built from, for the history. */
  readonly commit?: string;

  /** Whether to migrate the database before. */
  readonly migrate: boolean;
}

/**
 * Releases an image to an environment: the one that is named, or else one that is built from this workspace and pushed.
 *
 * @throws Failure
 */
export async function deploy(name: string, options: DeployOptions): Promise<void> {
  const { image, tag, rebuild } = options;
  refuseTwoImages(options);
  if (rebuild && (image || tag)) {
    throw new Failure('--rebuild builds an image: say it without --image and --tag', EXIT.usage);
  }
  await interruptible(async (signal) => {
    const environment = await open(name, options);
    const done = await deployTo(environment, options, { signal });
    say(summary(done, environment));
    say(`  ${environment.deployment.url}`);
    if (options.json) {
      answer(done);
    }
  });
}

/** @throws Failure where two images are named */
export function refuseTwoImages({ image, tag }: Pick<DeployOptions, 'image' | 'tag'>): void {
  if (image && tag) {
    throw new Failure('say --image or --tag, not both', EXIT.usage);
  }
}

/** How an image is released, beside which. */
export interface Deploying {
  readonly signal: AbortSignal;

  /** What has to be done before, once it is clear that the image can be released. */
  readonly before?: (image: Image) => Promise<void>;
}

/**
 * Releases the image that the options name, or else one that is built from this workspace and pushed.
 *
 * @throws Failure
 */
export async function deployTo(
  environment: Environment,
  options: DeployOptions,
  { signal, before }: Deploying,
): Promise<Release> {
  const { image, commit } = await imageOf(environment, options, signal);
  await requireReady(environment, image);
  await before?.(image);
  return release(
    environment,
    { kind: 'deploy', image: image.reference, tag: image.tag, commit: options.commit ?? commit },
    { migrates: options.migrate, signal },
  );
}

async function imageOf(
  environment: Environment,
  { image, tag, rebuild }: DeployOptions,
  signal: AbortSignal,
): Promise<{ readonly image: Image; readonly commit?: string }> {
  if (image || tag) {
    return { image: await requireImage(environment, image ?? `${environment.deployment.repository}:${tag}`) };
  }
  // Nobody waits for an image to be built, only to learn that it can't be released.
  await requireReady(environment);
  const built = await buildAndPush(environment, signal, { ...(rebuild && { rebuild }) });
  return { image: await requireImage(environment, built.reference), commit: built.commit };
}
