import type { Scenario } from '@laravel-ecs/aws-emulator';
import { FixtureRelease } from './fixture-release';

/** Every call that a release makes, by phase, in the order of the first of each. */
export const STEPS = {
  checks: [
    'DescribeParameters',
    'GetParameters',
    'BatchGetImage',
    'GetCallerIdentity',
    'GetSecretValue',
    'GetRole',
    'DescribeLogGroups',
    'ListContainerInstances',
    'DescribeContainerInstances',
  ],
  migration: [
    'PutParameter',
    'GetParameter',
    'ListTasks',
    'RegisterTaskDefinition',
    'RunTask',
    'DescribeTasks',
    'GetLogEvents',
  ],
  rollout: ['DescribeTaskDefinition', 'UpdateService', 'DescribeServices'],
} as const;

type Fault = NonNullable<Scenario['faults']>[number];

/** Faults of one call that a release survives. */
const PASSING: Readonly<Record<string, (action: string) => Fault>> = {
  'is throttled three times': (action) => ({ action, kind: 'throttle', times: 3 }),
  'loses its answer': (action) => ({ action, kind: 'drop', carriedOut: true, times: 1 }),
};

/** Declares the tests in which each call of a phase fails in every way, and is interrupted. */
export function describeFaults(phase: keyof typeof STEPS): void {
  let release: FixtureRelease;

  beforeAll(async () => {
    release = await FixtureRelease.start();
  });
  beforeEach(() => release.aws.play({}));
  afterAll(() => release.stop());

  describe.each(STEPS[phase])('A release whose %s', (action) => {
    test.each(Object.keys(PASSING))('%s goes on to its end', async (fault) => {
      const { aws, environment } = release;
      const before = await environment.truth();
      const tag = await release.newImage();
      await aws.play({ faults: [PASSING[fault]?.(action) as Fault] });
      const { code, stderr } = await aws.ship('deploy', 'shop', '--tag', tag);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(await release.expectOneTruth()).not.toBe(before.image);
    });

    test('is the last before five seconds without network goes on to its end', async () => {
      const { aws } = release;
      const calls = aws.calls(action);
      const { ended } = await release.startDeploy();
      await aws.nextCall(action, calls);
      await aws.play({ faults: [{ action: '*', kind: 'drop', seconds: 5 }] });
      const { code, stderr } = await ended;
      await aws.play({});
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      await release.expectOneTruth();
    });

    test('is interrupted continues when it is started again', async () => {
      const { aws, environment } = release;
      const before = await environment.truth();
      const calls = aws.calls(action);
      const tag = await release.newImage();
      const { child, ended } = aws.start(['deploy', 'shop', '--tag', tag]);
      await aws.nextCall(action, calls);
      child.kill('SIGINT');
      expect([0, 130]).toContain((await ended).code);
      expect((await environment.truth()).isLocked).toBe(false);

      const { code, stderr } = await aws.ship('deploy', 'shop', '--tag', tag);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(await release.expectOneTruth()).not.toBe(before.image);
    });
  });
}
