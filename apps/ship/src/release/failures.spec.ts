import { FixtureRelease } from '../fixture-release';

let release: FixtureRelease;

beforeAll(async () => {
  release = await FixtureRelease.start();
});
beforeEach(() => release.aws.play({}));
afterAll(() => release.stop());

test('A release that is interrupted before it has changed anything changes nothing', async () => {
  const before = await release.environment.truth();
  const [calls, runs, written] = ['GetCallerIdentity', 'RunTask', 'PutParameter'].map((action) =>
    release.aws.calls(action),
  );
  await release.aws.play({ faults: [{ action: 'GetCallerIdentity', kind: 'throttle', times: 6 }] });
  const { child, ended } = release.aws.start(['deploy', 'shop', '--tag', await release.newImage()]);
  await release.aws.nextCall('GetCallerIdentity', calls ?? 0);
  child.kill('SIGINT');
  expect(await ended).toMatchObject({ code: 130, stderr: '✘ Interrupted\n' });
  expect([release.aws.calls('RunTask'), release.aws.calls('PutParameter')]).toEqual([runs, written]);
  expect(await release.environment.truth()).toEqual(before);
});

test('A release goes on where nobody reads what it says', async () => {
  const before = await release.environment.truth();
  const { child, ended } = release.aws.start(['deploy', 'shop', '--tag', await release.newImage()]);
  child.stdout?.once('data', () => child.stdout?.destroy());
  expect(await ended).toMatchObject({ code: 0, stderr: '' });
  expect(await release.expectOneTruth()).not.toBe(before.image);
});

describe('A release whose tasks', () => {
  test.each(['web', 'worker', 'scheduler'])(
    'of %s crash is rolled back, and their last words are shown',
    async (service) => {
      const before = await release.environment.truth();
      await release.aws.play({
        deployments: [{ service, outcome: 'crash', exitCode: 78, logs: ['APP_KEY is missing'] }],
      });
      const { code, stdout, stderr } = await release.aws.ship('deploy', 'shop', '--tag', await release.newImage());
      expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('is rolled back') });
      expect(stdout).toMatch(new RegExp(`${service} task [0-9a-f]+: exit code 78`));
      expect(stdout).toContain('APP_KEY is missing');
      expect(await release.expectOneTruth()).toBe(before.image);
    },
  );
});

test('A release whose tasks can not start is rolled back, and says why', async () => {
  const before = await release.environment.truth();
  const reason = 'CannotPullContainerError: no basic auth credentials';
  await release.aws.play({ deployments: [{ service: 'web', outcome: 'cannot-start', reason }] });
  const { code, stdout } = await release.aws.ship('deploy', 'shop', '--tag', await release.newImage());
  expect({ code, stdout }).toEqual({ code: 4, stdout: expect.stringMatching(/web task [0-9a-f]+: .*no basic auth/) });
  expect(await release.expectOneTruth()).toBe(before.image);
});

test('A migration that can not start changes nothing', async () => {
  const before = await release.environment.truth();
  const reason = 'CannotPullContainerError: no basic auth credentials';
  await release.aws.play({ oneOffTasks: [{ outcome: 'cannot-start', reason }] });
  const { code, stderr } = await release.aws.ship('deploy', 'shop', '--tag', await release.newImage());
  expect({ code, stderr }).toEqual({
    code: 5,
    stderr: expect.stringMatching(/the migration never ran .*no basic auth/),
  });
  expect(await release.expectOneTruth()).toBe(before.image);
});

test('A release whose tasks never get healthy is rolled back', async () => {
  const before = await release.environment.truth();
  await release.aws.play({ deployments: [{ service: 'web', outcome: 'unhealthy' }] });
  const { code, stdout } = await release.aws.ship('deploy', 'shop', '--tag', await release.newImage());
  expect({ code, stdout }).toEqual({ code: 4, stdout: expect.stringMatching(/web task [0-9a-f]+: .*health/) });
  expect(await release.expectOneTruth()).toBe(before.image);
});

test('A migration that fails changes nothing else', async () => {
  const before = await release.environment.truth();
  await release.aws.play({ oneOffTasks: [{ exitCode: 1, logs: ['SQLSTATE[42S01]'] }] });
  const { code, stdout, stderr } = await release.aws.ship('deploy', 'shop', '--tag', await release.newImage());
  expect({ code, stderr }).toEqual({ code: 5, stderr: expect.stringContaining('the migration ended with 1') });
  expect(stdout).toContain('SQLSTATE[42S01]');
  expect(await release.expectOneTruth()).toBe(before.image);
});

test('A first release that fails leaves nothing running, and says that nothing is released', async () => {
  const first = await release.aws.environment('first');
  const tag = await release.newImage();
  await release.aws.play({ deployments: [{ service: 'web', outcome: 'crash' }] });
  expect((await release.aws.ship('deploy', 'first', '--tag', tag)).code).toBe(4);
  expect(await first.truth()).toEqual({
    served: ['none'],
    image: 'none',
    isPlanEmpty: true,
    outcome: 'rolled back',
    isLocked: false,
  });
});
