import type { Environment } from '../environment/environment';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';

/** An image that a registry has. */
export interface Image {
  /** By digest: `REPOSITORY@sha256:…`. */
  readonly reference: string;

  readonly tag?: string | undefined;

  /** Processors that it is built for, in Docker's words (`amd64`); nothing where that can't be seen. */
  readonly architectures?: readonly string[] | undefined;
}

/** `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME` */
const ECR = /^(\d{12})\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?\/(.+)$/;

const MEDIA_TYPES = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

interface Parts {
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

/**
 * An image that has to be there.
 *
 * @param reference `REPOSITORY:TAG`, `REPOSITORY@sha256:…`
 * @throws Failure where it is not, or as {@link findImage} does
 */
export async function requireImage(environment: Environment, reference: string): Promise<Image> {
  const image = await findImage(environment, reference);
  if (!image) {
    throw new Failure(
      `there is no image '${reference}': push it, or let \`ship deploy\` build it (npx ship releases shows those that were released)`,
      EXIT.notReady,
    );
  }
  return image;
}

/**
 * Finds an image in its registry, and by which digest. One of another registry than ECR is taken as it is, and has to say its digest.
 *
 * @param reference `REPOSITORY:TAG`, `REPOSITORY@sha256:…`
 * @returns undefined where it is not there
 * @throws Failure where it can't be looked for
 */
export async function findImage(environment: Environment, reference: string): Promise<Image | undefined> {
  const { repository, tag, digest } = partsOf(reference);
  const [, registryId, repositoryName] = ECR.exec(repository) ?? [];
  if (!registryId || !repositoryName) {
    if (!digest) {
      throw new Failure(
        `'${reference}' is not in ECR, so that its digest can't be looked up: say it, as REPOSITORY@sha256:…`,
        EXIT.usage,
      );
    }
    return { reference: `${repository}@${digest}`, tag };
  }
  const { deployment } = environment;
  if (repository !== deployment.repository) {
    throw new Failure(
      `'${reference}' is not in ${deployment.repository}, the only one of ECR that ${environment.name} may pull from: push it there`,
      EXIT.usage,
    );
  }
  const ecr = await environment.aws.ecr();
  const imageIds = [digest ? { imageDigest: digest } : { imageTag: tag ?? 'latest' }];
  const { images = [] } = await ecr.batchGetImage({
    registryId,
    repositoryName,
    imageIds,
    acceptedMediaTypes: MEDIA_TYPES,
  });
  const [found] = images;
  if (!found?.imageId?.imageDigest) {
    return undefined;
  }
  return {
    reference: `${repository}@${found.imageId.imageDigest}`,
    tag,
    architectures: architecturesOf(found.imageManifest),
  };
}

function partsOf(reference: string): Parts {
  const match = /^([a-z0-9][^\s@]*?)(?::([A-Za-z0-9_][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(reference);
  if (!match?.[1]) {
    throw new Failure(`'${reference}' is no image: it must be REPOSITORY:TAG or REPOSITORY@sha256:…`, EXIT.usage);
  }
  return { repository: match[1], tag: match[2], digest: match[3] };
}

/** An index lists a manifest for each processor; what is `unknown` says how the image came to be. */
function architecturesOf(manifest: string | undefined): readonly string[] | undefined {
  const { manifests } = JSON.parse(manifest ?? '{}') as { manifests?: { platform?: { architecture?: string } }[] };
  return manifests
    ?.map(({ platform }) => platform?.architecture ?? 'unknown')
    .filter((architecture) => architecture !== 'unknown');
}
