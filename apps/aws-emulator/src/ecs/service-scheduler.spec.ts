import {
  aDeployment,
  aService,
  aTarget,
  aTask,
  aView,
  behindALoadBalancer,
  checkedDefinition,
  definition,
  exited,
  GROUP,
  ill,
  messages,
  NOW,
  only,
  started,
  starting,
  toldToStop,
} from './fixture-world';
import { schedule } from './service-scheduler';
import type { Observation } from './task-runtime';
import type { ServiceRecord, World } from './world';

const decide = (
  service: ServiceRecord,
  world: Partial<World> = {},
  found: Readonly<Record<string, Observation | undefined>> = {},
) => schedule(service, aView({ services: [service], ...world }, found));

/** A service whose second deployment takes over from the first. */
const deploying = (minimumHealthyPercent: number, maximumPercent: number, desiredCount = 2) =>
  aService({
    desiredCount,
    deploymentConfiguration: {
      minimumHealthyPercent,
      maximumPercent,
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
    deployments: [
      aDeployment({ id: 'ecs-svc/2' }),
      aDeployment({ status: 'ACTIVE', rolloutState: 'COMPLETED', desiredCount: 2 }),
    ],
  });

const older = (...ids: string[]) => ids.map((id) => aTask(id));
const newer = (...ids: string[]) => ids.map((id) => aTask(id, { startedBy: 'ecs-svc/2' }));

describe('A service', () => {
  test('starts what it lacks', () => {
    const changes = decide(aService({ desiredCount: 3 }), { tasks: [aTask('a')] });
    expect(started(changes)).toHaveLength(2);
    // The event is a part of it: there is none of tasks that could not be placed.
    expect(changes).toMatchObject([
      { event: { message: expect.stringMatching(/^\(service web\) has started 2 tasks: \(task \w+\)/) } },
    ]);
  });

  test('stops the newest of those that it has too many of', () => {
    const tasks = [aTask('a', { createdAt: 1 }), aTask('b', { createdAt: 2 }), aTask('c', { createdAt: 3 })];
    expect(toldToStop(decide(aService(), { tasks }))).toEqual(['c']);
  });

  test('puts a task in the place of one that was told to stop', () => {
    const tasks = [aTask('a'), aTask('b', { desiredStatus: 'STOPPED' })];
    const steady = aService({ steady: true, deployments: [aDeployment({ rolloutState: 'COMPLETED' })] });
    const changes = decide(steady, { tasks });
    expect(started(changes)).toHaveLength(1);
    expect(only('service', changes)).toMatchObject([{ set: { steady: false } }]);
  });

  test('that is deleted stops its tasks, and then is no more', () => {
    const service = aService({ status: 'DRAINING', desiredCount: 0 });
    expect(toldToStop(decide(service, { tasks: [aTask('a')] }))).toEqual(['a']);
    expect(decide(service, { tasks: [aTask('a', { desiredStatus: 'STOPPED', lastStatus: 'STOPPING' })] })).toEqual([]);
    expect(only('service', decide(service))).toMatchObject([{ set: { status: 'INACTIVE' } }]);
  });

  test('does nothing once it has what it desires', () => {
    const service = aService({ steady: true, deployments: [aDeployment({ rolloutState: 'COMPLETED' })] });
    expect(decide(service, { tasks: [aTask('a'), aTask('b')] })).toEqual([]);
  });
});

describe('A deployment', () => {
  test.each([
    [100, 200, 2],
    [100, 150, 1],
    [100, 100, 0],
    [0, 100, 0],
  ])('with %d to %d %% starts %d beside two old tasks', (least, most, count) => {
    const changes = decide(deploying(least, most), { tasks: older('a', 'b') });
    expect(started(changes)).toHaveLength(count);
  });

  test.each([
    [100, []],
    [50, ['a']],
    [0, ['a', 'b']],
  ])('that keeps %d %% healthy stops the old tasks %p before any new one works', (least, stopped) => {
    expect(toldToStop(decide(deploying(least, 200), { tasks: older('a', 'b') }))).toEqual(stopped);
  });

  test('stops as many old tasks as there are new ones that work', () => {
    const tasks = [...older('a', 'b'), ...newer('c', 'd')];
    expect(toldToStop(decide(deploying(100, 200), { tasks }, { d: starting }))).toEqual(['a']);
  });

  test('stops old tasks that do no work in any case', () => {
    const tasks = [...older('a', 'b'), ...newer('c')];
    expect(toldToStop(decide(deploying(100, 200), { tasks }, { b: starting, c: starting }))).toEqual(['b']);
  });

  test('of a single task starts it as soon as the old one is told to stop, which may take it a while', () => {
    const single = deploying(0, 100, 1);
    expect(started(decide(single, { tasks: older('a') }))).toEqual([]);
    const ending = aTask('a', { desiredStatus: 'STOPPED', lastStatus: 'STOPPING' });
    expect(started(decide(single, { tasks: [ending] }))).toHaveLength(1);
  });

  test('is completed when its tasks work and the old ones are gone', () => {
    const changes = decide(deploying(100, 200), { tasks: newer('c', 'd') });
    expect(only('deployment', changes).filter(({ deployment }) => deployment === 'ecs-svc/2')).toMatchObject([
      {
        set: { rolloutState: 'COMPLETED', rolloutStateReason: 'ECS deployment ecs-svc/2 completed.' },
      },
    ]);
    expect(only('service-deployment', changes)).toMatchObject([{ set: { status: 'SUCCESSFUL', finishedAt: NOW } }]);
    expect(only('drop-deployment', changes)).toMatchObject([{ deployment: 'ecs-svc/1' }]);
    expect(messages(changes)).toEqual([
      '(service web) (deployment ecs-svc/2) deployment completed.',
      '(service web) has reached a steady state.',
    ]);
  });

  test('is not completed as long as an old task is there', () => {
    const tasks = [...newer('c', 'd'), aTask('a', { desiredStatus: 'STOPPED', lastStatus: 'DEACTIVATING' })];
    expect(messages(decide(deploying(100, 200), { tasks }))).toEqual([]);
  });

  test('that takes the load balancer away leaves the targets of the old tasks alone until its own work', () => {
    const service = deploying(100, 200);
    const [primary, old] = service.deployments;
    const deployments = [primary ?? aDeployment(), aDeployment({ ...old, ...behindALoadBalancer })];
    const tasks = [...older('a', 'b'), ...newer('c')];
    const targets = [aTarget('a'), aTarget('b', { port: 32_769 })];
    expect(toldToStop(decide({ ...service, deployments }, { tasks, targets }, { c: starting }))).toEqual([]);
    const bare = {
      ...service,
      deployments: [aDeployment({ ...primary, ...behindALoadBalancer }), old ?? aDeployment()],
    };
    expect(toldToStop(decide(bare, { tasks }, { c: starting }))).toEqual([]);
  });

  test('is completed too if a check fails that nobody makes: there is none, and no load balancer', () => {
    const tasks = newer('c', 'd');
    const found = { c: ill, d: ill };
    expect(messages(decide(deploying(100, 200), { tasks }, found))).toHaveLength(2);
    const taskDefinitions = { [definition.arn]: checkedDefinition };
    expect(toldToStop(decide(deploying(100, 200), { tasks, taskDefinitions }, found))).toEqual(['c', 'd']);
  });

  test('is not completed as long as a task that nothing checks has not begun to work', () => {
    const tasks = newer('c', 'd');
    expect(messages(decide(deploying(100, 200), { tasks }, { c: starting }))).toEqual([]);
  });

  test('is not completed as long as a target is not healthy', () => {
    const service = aService({ deployments: [aDeployment(behindALoadBalancer)] });
    const tasks = [aTask('a'), aTask('b')];
    const targets = [aTarget('a'), aTarget('b', { port: 32_769, state: 'initial' })];
    expect(decide(service, { tasks, targets })).toEqual([]);
    expect(
      messages(decide(service, { tasks, targets: targets.map((each) => ({ ...each, state: 'healthy' })) })),
    ).toHaveLength(2);
  });

  test('without tasks is completed at once', () => {
    const changes = decide(
      aService({ desiredCount: 0, deployments: [aDeployment({ serviceDeploymentStatus: 'PENDING' })] }),
    );
    expect(only('service-deployment', changes).map(({ set }) => set['status'])).toEqual(['IN_PROGRESS', 'SUCCESSFUL']);
  });

  test('that takes another back says so when it is done', () => {
    const service = aService({ deployments: [aDeployment({ isRollback: true })] });
    const changes = decide(service, { tasks: [aTask('a'), aTask('b')] });
    expect(only('service-deployment', changes)).toMatchObject([{ set: { status: 'ROLLBACK_SUCCESSFUL' } }]);
  });

  test('that failed starts nothing, and leaves the old tasks alone', () => {
    const { deployments, ...rest } = deploying(0, 200);
    const failed = deployments.map((each, index) =>
      index === 0 ? { ...each, rolloutState: 'FAILED' as const } : each,
    );
    expect(decide({ ...rest, deployments: failed }, { tasks: older('a', 'b') })).toEqual([]);
  });
});

describe('A task of a service', () => {
  test('that ends is counted, and its place is free', () => {
    const changes = decide(aService(), { tasks: [aTask('a'), aTask('b')] }, { b: exited(1) });
    expect(only('task', changes)).toMatchObject([
      {
        set: {
          desiredStatus: 'STOPPED',
          stopCode: 'EssentialContainerExited',
          stoppedReason: 'Essential container in task exited',
        },
      },
    ]);
    expect(only('deployment', changes)).toMatchObject([{ set: { failedTasks: 1, _failedAt: NOW } }]);
    expect(only('service-deployment', changes)).toMatchObject([
      { set: { deploymentCircuitBreaker: { failureCount: 1, threshold: 3 } } },
    ]);
  });

  test('that its runtime does not know any more is replaced', () => {
    expect(toldToStop(decide(aService(), { tasks: [aTask('a'), aTask('b')] }, { b: undefined }))).toEqual(['b']);
  });

  test('that fails the health checks of its containers is replaced', () => {
    const taskDefinitions = { [definition.arn]: checkedDefinition };
    const changes = decide(aService(), { tasks: [aTask('a')], taskDefinitions }, { a: ill });
    expect(only('task', changes)).toMatchObject([{ set: { stoppedReason: 'Task failed container health checks' } }]);
    expect(messages(changes)).toEqual(['(service web) (task a) failed container health checks.']);
  });

  test('that fails those of its target group is replaced once it was seen to', () => {
    const service = aService({ deployments: [aDeployment(behindALoadBalancer)] });
    const tasks = [aTask('a'), aTask('b', { desiredStatus: 'STOPPED', lastStatus: 'STOPPING' })];
    const seen = (state: 'initial' | 'unhealthy') =>
      decide(service, { tasks, targets: [aTarget('a', { state })] }, { a: ill });
    expect(toldToStop(seen('initial'))).toEqual([]);
    const changes = seen('unhealthy');
    expect(only('task', changes)).toMatchObject([
      { set: { stoppedReason: `Task failed ELB health checks in (target-group ${GROUP})` } },
    ]);
    expect(messages(changes)).toEqual([
      `(service web) (task a) is unhealthy in (target-group ${GROUP}) due to (reason Health checks failed).`,
    ]);
  });

  test('that works has those before it forgotten that failed', () => {
    const service = aService({ deployments: [aDeployment({ failedTasks: 2 })] });
    const changes = decide(service, { tasks: [aTask('a', { _ready: false })] });
    expect(only('task', changes)).toMatchObject([{ set: { _ready: true } }]);
    expect(only('deployment', changes)).toMatchObject([{ set: { failedTasks: 0 } }]);
  });

  test('is waited with after several that failed', () => {
    const waiting = (since: number) =>
      decide(
        aService({
          deployments: [aDeployment({ rolloutState: 'COMPLETED', failedTasks: 4, _failedAt: NOW - since })],
        }),
      );
    expect(started(waiting(1999))).toEqual([]);
    expect(started(waiting(2000))).toHaveLength(2);
  });

  test('that is the third to fail has the deployment rolled back', () => {
    const service = aService({ completedRevision: 'arn:revision', deployments: [aDeployment({ failedTasks: 3 })] });
    const changes = decide(service);
    expect(only('rollback', changes)).toHaveLength(1);
    expect(started(changes)).toEqual([]);
  });
});
