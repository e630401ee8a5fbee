import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SSM } from '@aws-sdk/client-ssm';
import { type Emulator, startEmulator, stopEmulator } from './index';

let directory: string;
let emulator: Emulator;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'one-at-a-time-'));
  emulator = await startEmulator({ directory });
});
afterAll(async () => {
  await stopEmulator(directory);
  rmSync(directory, { recursive: true, force: true });
});

test('Records that are made while others are listed break neither', async () => {
  const credentials = { accessKeyId: 'spec', secretAccessKey: 'spec' };
  const ssm = new SSM({
    endpoint: emulator.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    requestHandler: { socketAcquisitionWarningTimeout: 60_000 },
  });
  const make = (index: number) => ssm.putParameter({ Name: `/spec/${index}`, Value: 'x', Type: 'String' });
  const numbers = Array.from({ length: 1000 }, (_, index) => index);
  await Promise.all(numbers.map(make));
  const ended = await Promise.allSettled(
    numbers.map((index) => (index % 10 === 0 ? ssm.describeParameters({}) : make(1000 + index))),
  );
  expect(ended.flatMap((each) => (each.status === 'rejected' ? String(each.reason) : []))).toEqual([]);
});
