import { FixtureRelease } from '../fixture-release';
import { STEPS } from '../fixture-faults';

let release: FixtureRelease;

beforeAll(async () => {
  release = await FixtureRelease.start();
});
beforeEach(() => release.aws.play({}));
afterAll(() => release.stop());

test('The steps are all that a release makes', async () => {
  const tag = await release.newImage();
  const before = release.aws.allCalls().length;
  expect((await release.aws.ship('deploy', 'shop', '--tag', tag)).code).toBe(0);
  expect(new Set(release.aws.allCalls().slice(before))).toEqual(new Set(Object.values(STEPS).flat()));
});

test.each(['PutParameter', 'RunTask', 'UpdateService', 'DescribeServices'])(
  'A release whose %s is not answered in time goes on to its end',
  async (action) => {
    const tag = await release.newImage();
    await release.aws.play({ faults: [{ action, kind: 'timeout', times: 1 }] });
    const { code, stderr } = await release.aws.ship('deploy', 'shop', '--tag', tag);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await release.expectOneTruth();
  },
);

test('A release that loses the network for longer than it waits is left to ECS, and gone on with', async () => {
  const tag = await release.newImage();
  await release.aws.play({ deployments: [{ service: 'web', outcome: 'healthy', seconds: 100 }] });
  const calls = release.aws.calls('UpdateService');
  const { ended } = release.aws.start(['deploy', 'shop', '--tag', tag]);
  await release.aws.nextCall('UpdateService', calls + 2);
  await release.aws.play({ speed: 1, faults: [{ action: '*', kind: 'drop', seconds: 45 }] });
  const { code, stderr } = await ended;
  await release.aws.play({});
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('is left as it is: ECS goes on') });
  expect((await release.environment.truth()).outcome).toBe('in progress');

  const again = await release.aws.ship('deploy', 'shop', '--tag', tag);
  expect(again).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('goes on') });
  await release.expectOneTruth();
});
