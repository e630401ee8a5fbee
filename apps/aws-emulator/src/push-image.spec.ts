import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ECR } from '@aws-sdk/client-ecr';
import { type Emulator, pushImage, startEmulator, stopEmulator } from './index';

let directory: string;
let emulator: Emulator;
let ecr: ECR;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'push-image-'));
  emulator = await startEmulator({ directory });
  const credentials = { accessKeyId: 'spec', secretAccessKey: 'spec' };
  ecr = new ECR({ endpoint: emulator.endpoint, region: 'us-east-1', credentials });
});
afterAll(async () => {
  await stopEmulator(directory);
  rmSync(directory, { recursive: true, force: true });
});

test('An image needs a registry, which is made by the stack `shared`', async () => {
  await expect(pushImage(emulator, 'v1')).rejects.toThrow('no image registry yet: deploy `shared`');
});

test('An image has the digest of its manifest, as it has in every registry', async () => {
  await ecr.createRepository({ repositoryName: 'laravel-previews' });
  await ecr.createRepository({ repositoryName: 'laravel' });
  const reference = await pushImage(emulator, 'v1');
  expect(reference).toMatch(/\.amazonaws\.com\/laravel:v1$/);
  await expect(pushImage(emulator, 'v1')).resolves.toBe(reference);

  const { images } = await ecr.batchGetImage({ repositoryName: 'laravel', imageIds: [{ imageTag: 'v1' }] });
  const { imageId, imageManifest = '' } = images?.[0] ?? {};
  expect(imageId?.imageDigest).toBe(`sha256:${createHash('sha256').update(imageManifest).digest('hex')}`);
});
