import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { type Emulator, emulatorEnvironment, startEmulator, stopEmulator } from '@laravel-ecs/aws-emulator';
import { Running } from '../running';
import { Stack } from '../terraform/stack';
import { removeState } from './removal';

const directory = mkdtempSync(join(tmpdir(), 'removal-'));

/** A stack whose state is kept there. */
function stackWith(terraform: object): Stack {
  writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify({ terraform }));
  const binary = { command: 'terraform', version: '1.11.4' };
  return new Stack({ name: 'pr-fix', directory, terraform: binary, running: new Running(), environment: {} });
}

describe('removeState', () => {
  test('removes the file that Terraform keeps it in, and the one of before', async () => {
    const file = join(directory, 'pr-fix.tfstate');
    const stack = stackWith({ backend: { local: { path: 'pr-fix.tfstate' } } });
    for (const each of [file, `${file}.backup`]) {
      writeFileSync(each, '{}');
    }
    await removeState(stack);
    expect([file, `${file}.backup`].filter((each) => existsSync(each))).toEqual([]);
    await expect(removeState(stack)).resolves.toBeUndefined();
  });

  describe('in a bucket', () => {
    const home = mkdtempSync(join(tmpdir(), 'removal-emulator-'));
    const before = process.env;
    let emulator: Emulator;

    beforeAll(async () => {
      emulator = await startEmulator({ directory: home });
      process.env = { ...before, ...emulatorEnvironment(emulator) };
    });
    afterAll(async () => {
      process.env = before;
      await stopEmulator(home);
    });

    test('removes its object, and no other', async () => {
      const s3 = new S3({ region: 'us-east-1', endpoint: emulator.endpoint });
      await s3.createBucket({ Bucket: 'states' });
      for (const Key of ['laravel/pr-fix.tfstate', 'laravel/dev.tfstate']) {
        await s3.putObject({ Bucket: 'states', Key, Body: '{}' });
      }
      const stack = stackWith({
        backend: { s3: { bucket: 'states', key: 'laravel/pr-fix.tfstate', region: 'us-east-1' } },
      });
      await removeState(stack);
      const { Contents = [] } = await s3.listObjectsV2({ Bucket: 'states' });
      expect(Contents.map(({ Key }) => Key)).toEqual(['laravel/dev.tfstate']);
      await expect(removeState(stack)).resolves.toBeUndefined();
    });
  });
});
