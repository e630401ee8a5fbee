import type { Scenario } from '@laravel-ecs/aws-emulator';
import { FixtureEmulator } from '../fixture-emulator';
import type { FixtureEnvironment } from '../fixture-environment';

jest.setTimeout(120_000);

let aws: FixtureEmulator;

/** Each test begins with what the one before has left, which is one release that serves: that is what they are about. */
let environment: FixtureEnvironment;
let releases = 0;

beforeAll(async () => {
  aws = await FixtureEmulator.start();
  environment = await aws.environment('shop');
  await aws.play({});
  expect(await aws.ship('deploy', 'shop', '--tag', await newImage())).toMatchObject({ code: 0, stderr: '' });
});
beforeEach(() => aws.play({}));
afterAll(() => aws.stop());

/** Tag of an image that was never released. */
async function newImage(): Promise<string> {
  releases += 1;
  await environment.push(`v${releases}`);
  return `v${releases}`;
}

/** One release serves everywhere, the record names it, a plan of Terraform would be empty, and nobody is locked out. */
async function expectOneTruth(): Promise<string> {
  const truth = await environment.truth();
  expect(truth).toEqual({
    served: [truth.image],
    image: expect.stringContaining('@sha256:'),
    isPlanEmpty: true,
    outcome: expect.not.stringMatching('in progress'),
    isLocked: false,
  });
  return truth.image;
}

/** Every call that a release makes, in the order of the first of each. */
const STEPS = [
  'DescribeParameters',
  'GetParameters',
  'BatchGetImage',
  'GetCallerIdentity',
  'GetSecretValue',
  'GetRole',
  'DescribeLogGroups',
  'ListContainerInstances',
  'DescribeContainerInstances',
  'PutParameter',
  'GetParameter',
  'ListTasks',
  'RegisterTaskDefinition',
  'RunTask',
  'DescribeTasks',
  'GetLogEvents',
  'DescribeTaskDefinition',
  'UpdateService',
  'DescribeServices',
] as const;

type Fault = NonNullable<Scenario['faults']>[number];

const PASSING: Readonly<Record<string, (action: string) => Fault>> = {
  'is throttled three times': (action) => ({ action, kind: 'throttle', times: 3 }),
  'loses its answer': (action) => ({ action, kind: 'drop', carriedOut: true, times: 1 }),
};

describe.each(STEPS)('A release whose %s', (action) => {
  test.each(Object.keys(PASSING))('%s goes on to its end', async (fault) => {
    const before = await environment.truth();
    const tag = await newImage();
    await aws.play({ faults: [PASSING[fault]?.(action) as Fault] });
    const { code, stderr } = await aws.ship('deploy', 'shop', '--tag', tag);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await expectOneTruth()).not.toBe(before.image);
  });

  test('is the last before five seconds without network goes on to its end', async () => {
    const calls = aws.calls(action);
    const { ended } = aws.start(['deploy', 'shop', '--tag', await newImage()]);
    await aws.nextCall(action, calls);
    await aws.play({ faults: [{ action: '*', kind: 'drop', seconds: 5 }] });
    const { code, stderr } = await ended;
    await aws.play({});
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expectOneTruth();
  });

  test('is interrupted goes on when it is asked for again', async () => {
    const before = await environment.truth();
    const calls = aws.calls(action);
    const tag = await newImage();
    const { child, ended } = aws.start(['deploy', 'shop', '--tag', tag]);
    await aws.nextCall(action, calls);
    child.kill('SIGINT');
    expect([0, 130]).toContain((await ended).code);
    expect((await environment.truth()).isLocked).toBe(false);

    const { code, stderr } = await aws.ship('deploy', 'shop', '--tag', tag);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await expectOneTruth()).not.toBe(before.image);
  });
});

test('The steps are all that a release makes', async () => {
  const tag = await newImage();
  const before = aws.allCalls().length;
  expect((await aws.ship('deploy', 'shop', '--tag', tag)).code).toBe(0);
  expect(new Set(aws.allCalls().slice(before))).toEqual(new Set(STEPS));
});

test.each(['PutParameter', 'RunTask', 'UpdateService', 'DescribeServices'])(
  'A release whose %s is not answered in time goes on to its end',
  async (action) => {
    const tag = await newImage();
    await aws.play({ faults: [{ action, kind: 'timeout', times: 1 }] });
    const { code, stderr } = await aws.ship('deploy', 'shop', '--tag', tag);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expectOneTruth();
  },
);

test('A release that is interrupted before it has changed anything changes nothing', async () => {
  const before = await environment.truth();
  const [calls, runs, written] = ['GetCallerIdentity', 'RunTask', 'PutParameter'].map((action) => aws.calls(action));
  await aws.play({ faults: [{ action: 'GetCallerIdentity', kind: 'throttle', times: 6 }] });
  const { child, ended } = aws.start(['deploy', 'shop', '--tag', await newImage()]);
  await aws.nextCall('GetCallerIdentity', calls ?? 0);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130, stderr: '✘ Interrupted\n' });
  expect([aws.calls('RunTask'), aws.calls('PutParameter')]).toEqual([runs, written]);
  expect(await environment.truth()).toEqual(before);
});

test('A release that loses the network for longer than it waits is left to ECS, and gone on with', async () => {
  const tag = await newImage();
  await aws.play({ deployments: [{ service: 'web', outcome: 'healthy', seconds: 100 }] });
  const calls = aws.calls('UpdateService');
  const { ended } = aws.start(['deploy', 'shop', '--tag', tag]);
  await aws.nextCall('UpdateService', calls + 2);
  await aws.play({ speed: 1, faults: [{ action: '*', kind: 'drop', seconds: 45 }] });
  const { code, stderr } = await ended;
  await aws.play({});
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('is left as it is: ECS goes on') });
  expect((await environment.truth()).outcome).toBe('in progress');

  const again = await aws.ship('deploy', 'shop', '--tag', tag);
  expect(again).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('goes on') });
  await expectOneTruth();
});

test('A release goes on where nobody reads what it says', async () => {
  const before = await environment.truth();
  const { child, ended } = aws.start(['deploy', 'shop', '--tag', await newImage()]);
  child.stdout?.once('data', () => child.stdout?.destroy());
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
  expect(await expectOneTruth()).not.toBe(before.image);
});

describe('A release whose tasks', () => {
  test.each(['web', 'worker', 'scheduler'])(
    'of %s crash is rolled back, and their last words are shown',
    async (service) => {
      const before = await environment.truth();
      await aws.play({ deployments: [{ service, outcome: 'crash', exitCode: 78, logs: ['APP_KEY is missing'] }] });
      const { code, stdout, stderr } = await aws.ship('deploy', 'shop', '--tag', await newImage());
      expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('is rolled back') });
      expect(stdout).toMatch(new RegExp(`${service} task [0-9a-f]+: exit code 78`));
      expect(stdout).toContain('APP_KEY is missing');
      expect(await expectOneTruth()).toBe(before.image);
    },
  );
});

test('A release whose tasks can not start is rolled back, and says why', async () => {
  const before = await environment.truth();
  const reason = 'CannotPullContainerError: no basic auth credentials';
  await aws.play({ deployments: [{ service: 'web', outcome: 'cannot-start', reason }] });
  const { code, stdout } = await aws.ship('deploy', 'shop', '--tag', await newImage());
  expect({ code, stdout }).toEqual({ code: 4, stdout: expect.stringMatching(/web task [0-9a-f]+: .*no basic auth/) });
  expect(await expectOneTruth()).toBe(before.image);
});

test('A migration that can not start changes nothing', async () => {
  const before = await environment.truth();
  const reason = 'CannotPullContainerError: no basic auth credentials';
  await aws.play({ oneOffTasks: [{ outcome: 'cannot-start', reason }] });
  const { code, stderr } = await aws.ship('deploy', 'shop', '--tag', await newImage());
  expect({ code, stderr }).toEqual({
    code: 5,
    stderr: expect.stringMatching(/the migration never ran .*no basic auth/),
  });
  expect(await expectOneTruth()).toBe(before.image);
});

test('A release whose tasks never get healthy is rolled back', async () => {
  const before = await environment.truth();
  await aws.play({ deployments: [{ service: 'web', outcome: 'unhealthy' }] });
  const { code, stdout } = await aws.ship('deploy', 'shop', '--tag', await newImage());
  expect({ code, stdout }).toEqual({ code: 4, stdout: expect.stringMatching(/web task [0-9a-f]+: .*health/) });
  expect(await expectOneTruth()).toBe(before.image);
});

test('A migration that fails changes nothing else', async () => {
  const before = await environment.truth();
  await aws.play({ oneOffTasks: [{ exitCode: 1, logs: ['SQLSTATE[42S01]'] }] });
  const { code, stdout, stderr } = await aws.ship('deploy', 'shop', '--tag', await newImage());
  expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('the migration ended with 1') });
  expect(stdout).toContain('SQLSTATE[42S01]');
  expect(await expectOneTruth()).toBe(before.image);
});

test('A first release that fails leaves nothing running, and says that nothing is released', async () => {
  const first = await aws.environment('first');
  const tag = await newImage();
  await aws.play({ deployments: [{ service: 'web', outcome: 'crash' }] });
  expect((await aws.ship('deploy', 'first', '--tag', tag)).code).toBe(4);
  expect(await first.truth()).toEqual({
    served: ['none'],
    image: 'none',
    isPlanEmpty: true,
    outcome: 'rolled back',
    isLocked: false,
  });
});
