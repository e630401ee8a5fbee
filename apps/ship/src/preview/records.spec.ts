import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SSM } from '@aws-sdk/client-ssm';
import { type Emulator, emulatorEnvironment, startEmulator, stopEmulator } from '@laravel-ecs/aws-emulator';
import { Aws } from '../aws/aws';
import { type PreviewRecord, PreviewRecords } from './records';

describe('What is known of previews', () => {
  const directory = mkdtempSync(join(tmpdir(), 'records-'));
  const before = process.env;
  let emulator: Emulator;
  let records: PreviewRecords;

  beforeAll(async () => {
    emulator = await startEmulator({ directory });
    process.env = { ...before, ...emulatorEnvironment(emulator) };
    records = new PreviewRecords(new Aws('us-east-1'), 'laravel');
  });
  afterEach(async () => {
    for (const { name } of await records.all()) {
      await records.remove(name);
    }
  });
  afterAll(async () => {
    process.env = before;
    await stopEmulator(directory);
  });

  const of = (branch: string, day = 1): PreviewRecord => ({
    version: 1,
    name: `pr-${branch}`,
    branch,
    createdAt: `2026-01-0${day}T00:00:00.000Z`,
    expiresAt: '2026-02-01T00:00:00.000Z',
    rule: 1,
  });
  const namesOf = async () => (await records.all()).map(({ name }) => name);

  test('comes back as it was written, the oldest first, of as many as there are', async () => {
    for (let day = 9; day > 0; day -= 1) {
      await records.add(of(`a${day}`, day), { limit: 50 });
      await records.add(of(`b${day}`, day), { limit: 50 });
    }
    expect(await namesOf()).toEqual(
      Array.from({ length: 9 }, (_, index) => [`pr-a${index + 1}`, `pr-b${index + 1}`]).flat(),
    );
    expect(await records.get('pr-b3')).toEqual(of('b3', 3));
    expect(await records.get('pr-c')).toBeUndefined();
  });

  test('lets one of two have the last place, who come at once', async () => {
    for (let round = 0; round < 5; round += 1) {
      await records.add(of('first', 1), { limit: 2 });
      const added = await Promise.allSettled(
        [of('one', 2), of('two', 2)].map((each) => records.add(each, { limit: 2 })),
      );
      expect(added.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(await namesOf()).toHaveLength(2);
      await Promise.all(['pr-first', 'pr-one', 'pr-two'].map((name) => records.remove(name)));
    }
  });

  test('lets one of two make a preview, who make the same at once', async () => {
    const added = await Promise.allSettled([1, 2].map(() => records.add(of('same'), { limit: 5 })));
    expect(added.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await namesOf()).toEqual(['pr-same']);
  });

  test('is nothing that somebody else wrote there', async () => {
    await new SSM({ region: 'us-east-1', endpoint: emulator.endpoint }).putParameter({
      Name: '/laravel/pr-odd/preview',
      Type: 'String',
      Value: '{}',
    });
    await expect(records.get('pr-odd')).rejects.toThrow('/laravel/pr-odd/preview is no record of a preview');
    await records.remove('pr-odd');
  });

  test('is refused of the one of two that is written later, whatever its clock says', async () => {
    const early = of('early', 2);
    const slow = seen(() => records.add(early, { limit: 1 }));
    await expect(slow.add(of('late', 1), { limit: 1 })).rejects.toThrow('there are 1 previews, of at most 1');
    expect(await records.all()).toEqual([early]);
  });

  test('is not written down once more when it is gone', async () => {
    const gone = of('gone');
    await records.add(gone, { limit: 1 });
    await records.remove(gone.name);
    await expect(records.change(gone)).rejects.toThrow(
      'pr-gone was taken down by another command meanwhile: try again',
    );
    expect(await records.get(gone.name)).toBeUndefined();
  });

  /** Records as a computer sees them that does something else just before it writes. */
  function seen(before: () => Promise<void>): PreviewRecords {
    const ssm = new SSM({ region: 'us-east-1', endpoint: emulator.endpoint });
    const write = ssm.putParameter.bind(ssm) as (input: object) => Promise<unknown>;
    Object.assign(ssm, {
      putParameter: async (input: object) => {
        await before();
        return write(input);
      },
    });
    return new PreviewRecords({ ssm: async () => ssm } as unknown as Aws, 'laravel');
  }
});
