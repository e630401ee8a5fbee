import { setTimeout as wait } from 'node:timers/promises';
import { paginateGetParameterHistory } from '@aws-sdk/client-ssm';
import { emulatorEnvironment } from '@laravel-ecs/aws-emulator';
import { type Environment, findEnvironment } from '../environment/environment';
import { FixtureEmulator } from '../fixture-emulator';
import { Lock } from './lock';

const V1 = { does: 'releases v1', image: 'v1' };

let aws: FixtureEmulator;
let shop: Environment;

beforeAll(async () => {
  aws = await FixtureEmulator.start();
  await aws.environment('shop');
  Object.assign(process.env, emulatorEnvironment(aws.emulator));
  shop = await findEnvironment('shop', {});
});
beforeEach(() => aws.play({}));
afterAll(() => aws.stop());

async function write(text: string): Promise<void> {
  const ssm = await shop.aws.ssm();
  await ssm.putParameter({ Name: shop.deployment.lockParameter, Value: text, Overwrite: true });
}

async function text(): Promise<string | undefined> {
  const ssm = await shop.aws.ssm();
  return (await ssm.getParameter({ Name: shop.deployment.lockParameter })).Parameter?.Value;
}

const heldBy = (by: string, milliseconds: number) =>
  JSON.stringify({
    id: by,
    by,
    does: 'releases v9',
    since: new Date().toISOString(),
    expires: new Date(Date.now() + milliseconds).toISOString(),
  });

/** Who of several that want the lock at once had it, none beside another. */
async function contend(count: number): Promise<readonly number[]> {
  const had: number[] = [];
  let inside = 0;
  await Promise.allSettled(
    Array.from({ length: count }, (_, index) =>
      Lock.hold(shop, { does: `is number ${index}` }, async (lock) => {
        had.push(index);
        inside += 1;
        expect(inside).toBe(1);
        await wait(300);
        await lock.confirm();
        inside -= 1;
      }),
    ),
  );
  return had;
}

describe('The lock', () => {
  test('is free, says who holds it, and is free again', async () => {
    expect(await Lock.whoHolds(shop)).toBeUndefined();
    const said = await Lock.hold(shop, V1, () => Lock.whoHolds(shop));
    expect(said).toEqual({ does: expect.stringMatching(/.+@.+ releases v1$/), image: 'v1' });
    expect(await text()).toBe('none');
  });

  test('is given back when what was done failed', async () => {
    await expect(Lock.hold(shop, V1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await text()).toBe('none');
  });

  test.each([
    ['free', () => write('none')],
    ['left behind by somebody who is gone', () => write(heldBy('ann@laptop', -1000))],
  ])('that is %s goes to one of those who want it at once', async (_, prepare) => {
    await prepare();
    expect(await contend(8)).toHaveLength(1);
    expect(await text()).toBe('none');
  });

  test('of somebody else is refused, by name', async () => {
    await write(heldBy('ann@laptop', 60_000));
    await expect(Lock.hold(shop, V1, async () => 'done')).rejects.toMatchObject({
      message: expect.stringContaining('ann@laptop releases v9 (shop, since '),
      exitCode: 75,
    });
    expect(await text()).toContain('ann@laptop');
    await write('none');
  });

  test('belongs to whoever wrote it, even where the answer was lost and it was written twice', async () => {
    await aws.play({ faults: [{ action: 'PutParameter', kind: 'drop', carriedOut: true, times: 1 }] });
    expect(await Lock.hold(shop, V1, async () => 'done')).toBe('done');
    expect(await text()).toBe('none');
  });

  /** Who holds the lock a moment after it was found free, for as long as it takes to write to it. */
  const meanwhile = async (...texts: readonly string[]) => {
    await aws.play({ faults: [{ action: 'PutParameter', kind: 'timeout', seconds: 1, times: 1 }] });
    const held = Lock.hold(shop, V1, async () => 'done').catch(({ exitCode }: { exitCode: number }) => exitCode);
    await wait(300);
    for (const each of texts) {
      await write(each);
    }
    return held;
  };

  test('that somebody else took a moment earlier stays theirs', async () => {
    expect(await meanwhile(heldBy('ann@laptop', 60_000))).toBe(75);
    expect(await text()).toContain('ann@laptop');
    await write('none');
  });

  test('that somebody else took and gave back a moment earlier is free', async () => {
    expect(await meanwhile(heldBy('ann@laptop', 60_000), 'none')).toBe('done');
    expect(await text()).toBe('none');
  });

  test('that many write to at once is waited for', async () => {
    const fault = { action: 'PutParameter', kind: 'error', code: 'TooManyUpdates', message: 'No.', times: 2 } as const;
    await aws.play({ faults: [fault] });
    expect(await Lock.hold(shop, V1, async () => 'done')).toBe('done');
  });

  test('is not confirmed where it can not be seen', async () => {
    const fault = { action: 'GetParameter', kind: 'error', code: 'AccessDeniedException', message: 'No.' } as const;
    await Lock.hold(shop, V1, async (lock) => {
      await aws.play({ faults: [fault] });
      await expect(lock.confirm()).rejects.toThrow('No.');
    });
  });

  test('that another has taken over is lost, stays theirs, and says so', async () => {
    const work = Lock.hold(shop, V1, async (lock) => {
      await lock.confirm();
      await write(heldBy('ann@laptop', 60_000));
      await expect(lock.confirm()).rejects.toMatchObject({
        message: expect.stringMatching(/^the lock of shop was lost, .* ann@laptop releases v9 by now/),
        exitCode: 75,
      });
      expect(lock.signal.aborted).toBe(true);
      return 'done';
    });
    expect(await work).toBe('done');
    expect(await text()).toContain('ann@laptop');
    await write('none');
  });

  test('that can not be given back does not spoil what was done', async () => {
    const work = Lock.hold(shop, V1, async () => {
      await aws.play({
        faults: [{ action: 'PutParameter', kind: 'error', code: 'AccessDeniedException', message: 'No.' }],
      });
      return 'done';
    });
    expect(await work).toBe('done');
    await write('none');
  });
});

test.each([-30, 30])('A clock that is %p minutes off does not count: that of AWS does', async (minutes) => {
  await write('none');
  const { ended } = aws.start(['secrets', 'set', 'shop', 'A'], { input: 'x', env: aws.withClockOff(minutes) });
  expect(await ended).toMatchObject({ code: 0 });
  const texts: string[] = [];
  const name = { Name: shop.deployment.lockParameter };
  for await (const { Parameters = [] } of paginateGetParameterHistory({ client: await shop.aws.ssm() }, name)) {
    texts.push(...Parameters.map(({ Value = '' }) => Value));
  }
  const holder = JSON.parse(texts.at(-2) ?? '') as { expires: string };
  expect(Math.abs(Date.parse(holder.expires) - Date.now() - 10 * 60_000)).toBeLessThan(60_000);
});
