import { createHash } from 'node:crypto';
import type { Emulator } from './emulator';
import { EmulatorError } from './emulator-error';

const INDEX = 'application/vnd.oci.image.index.v1+json';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/**
 * Puts an image into every repository of the emulator's registry as `docker buildx bake --push` does into a real one: an index of
 * manifests, one for each processor, and nothing behind them.
 *
 * @returns its reference in the first of them by name, `REPOSITORY:TAG`
 * @throws EmulatorError where there is no registry yet
 * @see https://github.com/opencontainers/image-spec/blob/main/image-index.md
 */
export async function pushImage(
  { endpoint }: Pick<Emulator, 'endpoint'>,
  tag: string,
  architectures: readonly string[] = ['amd64', 'arm64'],
): Promise<string> {
  const { ECR } = await import('@aws-sdk/client-ecr');
  const credentials = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
  const ecr = new ECR({ endpoint, region: 'us-east-1', credentials });
  const { repositories = [] } = await ecr.describeRepositories({});
  const [first] = repositories.map(({ repositoryUri = '' }) => repositoryUri).sort();
  if (first === undefined) {
    throw new EmulatorError('the emulator has no image registry yet: deploy `shared`, as `npm start` does');
  }
  const manifests = architectures.map((architecture) => ({
    mediaType: MANIFEST,
    digest: sha256(`${tag} ${architecture}`),
    size: 1,
    platform: { architecture, os: 'linux' },
  }));
  const imageManifest = JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests });
  for (const { repositoryName } of repositories) {
    await ecr
      .putImage({
        repositoryName,
        imageTag: tag,
        imageManifestMediaType: INDEX,
        imageManifest,
        // moto would draw one of a hundred by lot.
        imageDigest: sha256(imageManifest),
      })
      .catch((error: Error) => {
        // Of the very same image. A tag that is another image's already is refused by the registry.
        if (error.name !== 'ImageAlreadyExistsException') {
          throw error;
        }
      });
  }
  return `${first}:${tag}`;
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
