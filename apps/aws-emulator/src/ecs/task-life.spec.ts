import {
  aDeployment,
  aOneOffTask,
  aService,
  aTarget,
  aTask,
  aView,
  checkedDefinition,
  exited,
  NOW,
  only,
  toldToStop,
  working,
} from './fixture-world';
import { tasksPerInstance } from './container-instances';
import { endOneOffTask } from './one-off-task';
import { stopStrayTasks } from './stray-tasks';
import { liveOn } from './task-life';
import type { Observation } from './task-runtime';
import type { View } from './view';
import type { TaskRecord, World } from './world';

const next = (task: TaskRecord, found?: Observation, world: Partial<World> = {}) =>
  lifeIn(aView({ tasks: [task], ...world }, { a: found }), task);

const lifeIn = (view: View, ...tasks: readonly TaskRecord[]) => {
  const load = tasksPerInstance(view);
  return tasks.flatMap((task) => liveOn(task, view, load));
};

const statusAfter = (...parameters: Parameters<typeof next>) =>
  only('task', next(...parameters)).map(({ set }) => set['lastStatus']);

describe('A task', () => {
  test('is pending once it has a place', () => {
    expect(statusAfter(aTask('a', { lastStatus: 'PROVISIONING' }))).toEqual(['PENDING']);
  });

  test('waits as long as its capacity provider has no instance', () => {
    const waiting = aTask('a', { lastStatus: 'PROVISIONING', capacityProviderName: 'group' });
    const cluster = { arn: waiting.clusterArn, isActive: true, containerInstances: [] };
    const providers = [{ name: 'group', exists: true, instanceIds: [] }];
    expect(next(waiting, undefined, { clusters: [{ ...cluster, providers }] })).toEqual([]);
  });

  const onAGroup = (id: string) => aTask(id, { lastStatus: 'PROVISIONING', capacityProviderName: 'group' });
  const instance = (id: string) => ({ arn: `arn:${id}`, instanceId: id, status: 'ACTIVE', provider: 'group' });
  const twoInstances = {
    arn: onAGroup('a').clusterArn,
    isActive: true,
    providers: [{ name: 'group', exists: true, instanceIds: ['i-1', 'i-2'] }],
    containerInstances: [instance('i-1'), instance('i-2')],
  };

  test('goes where the fewest are', () => {
    const task = onAGroup('a');
    const world = { clusters: [twoInstances], tasks: [task, aTask('b', { containerInstanceArn: 'arn:i-1' })] };
    expect(next(task, undefined, world)).toMatchObject([{ set: { containerInstanceArn: 'arn:i-2' } }]);
  });

  test('goes where the fewest are also when several go at once', () => {
    const tasks = ['a', 'b', 'c', 'd'].map(onAGroup);
    const changes = lifeIn(aView({ clusters: [twoInstances], tasks }), ...tasks);
    const places = only('task', changes).map(({ set }) => set['containerInstanceArn']);
    expect(places.sort()).toEqual(['arn:i-1', 'arn:i-1', 'arn:i-2', 'arn:i-2']);
  });

  test('waits for its containers', () => {
    const pending = aTask('a', { lastStatus: 'PENDING' });
    expect(next(pending, undefined)).toEqual([]);
    expect(next(pending, { ...working, containers: [{ name: 'web', status: 'PENDING' }] })).toEqual([]);
  });

  test('that could not start never runs', () => {
    const found = { ...working, containers: [{ name: 'web', status: 'STOPPED' as const, reason: 'no image' }] };
    expect(next(aTask('a', { lastStatus: 'PENDING' }), found)).toEqual([]);
    const stopping = aTask('a', { lastStatus: 'STOPPING', desiredStatus: 'STOPPED' });
    const [stopped] = only('task', next(stopping, found));
    expect(stopped).toMatchObject({ containers: { web: { lastStatus: 'STOPPED', reason: 'no image' } } });
    expect(stopped?.containers?.['web']).not.toHaveProperty('exitCode');
  });

  test('runs with them, and shows the ports that lead to them', () => {
    expect(next(aTask('a', { lastStatus: 'PENDING' }), working)).toMatchObject([
      {
        set: { lastStatus: 'RUNNING', startedAt: NOW },
        containers: { web: { lastStatus: 'RUNNING', networkBindings: [{ containerPort: 80, hostPort: 32_768 }] } },
      },
    ]);
  });

  test('shows by the health checks of its containers how it is', () => {
    const task = aTask('a');
    const taskDefinitions = { [task.taskDefinitionArn]: checkedDefinition };
    expect(next(task, working, { taskDefinitions })).toMatchObject([
      { set: { healthStatus: 'HEALTHY' }, containers: { web: { healthStatus: 'HEALTHY' } } },
    ]);
  });

  test('that is to stop is no target any more before it does', () => {
    const stopping = { desiredStatus: 'STOPPED' } as const;
    expect(statusAfter(aTask('a', stopping), working, { targets: [aTarget('a')] })).toEqual(['DEACTIVATING']);
    const draining = aTask('a', { ...stopping, lastStatus: 'DEACTIVATING' });
    expect(next(draining, working, { targets: [aTarget('a')] })).toEqual([]);
    expect(statusAfter(draining, working)).toEqual(['STOPPING']);
    expect(statusAfter(aTask('a', stopping), working)).toEqual(['STOPPING']);
  });

  test('has stopped once its containers have, with their exit codes', () => {
    const stopping = aTask('a', { lastStatus: 'STOPPING', desiredStatus: 'STOPPED', stoppingAt: NOW - 1 });
    expect(next(stopping, working)).toEqual([]);
    expect(next(stopping, exited(143))).toMatchObject([
      {
        set: { lastStatus: 'STOPPED', stoppedAt: NOW, stoppingAt: NOW - 1 },
        containers: { web: { lastStatus: 'STOPPED', exitCode: 143 } },
      },
    ]);
  });

  test('has stopped too if what ran it is gone', () => {
    expect(statusAfter(aTask('a', { lastStatus: 'STOPPING', desiredStatus: 'STOPPED' }), undefined)).toEqual([
      'STOPPED',
    ]);
  });

  test('that is stopped before it begins never runs', () => {
    expect(statusAfter(aTask('a', { lastStatus: 'PROVISIONING', desiredStatus: 'STOPPED' }))).toEqual(['STOPPED']);
  });
});

describe('A task that runs once', () => {
  test('ends with its essential container', () => {
    const task = aOneOffTask('a');
    expect(endOneOffTask(task, aView({ tasks: [task] }, { a: exited(2) }))).toMatchObject([
      { set: { desiredStatus: 'STOPPED', stopCode: 'EssentialContainerExited' } },
    ]);
    expect(endOneOffTask(task, aView({ tasks: [task] }))).toEqual([]);
  });

  test('that could not start says why', () => {
    const task = aOneOffTask('a', { lastStatus: 'PENDING' });
    const reason = 'CannotPullContainerError: not found';
    const found = { ...working, containers: [{ name: 'web', status: 'STOPPED' as const, reason }] };
    expect(endOneOffTask(task, aView({ tasks: [task] }, { a: found }))).toMatchObject([
      { set: { stopCode: 'TaskFailedToStart', stoppedReason: reason } },
    ]);
  });
});

describe('Tasks that nobody wants any more', () => {
  test('are stopped, and no others', () => {
    const tasks = [
      aTask('wanted'),
      aOneOffTask('once'),
      aTask('of-a-deployment-that-is-gone', { startedBy: 'ecs-svc/0' }),
      aOneOffTask('of-a-cluster-that-is-gone', { clusterArn: 'arn:gone' }),
    ];
    const services = [aService({ deployments: [aDeployment()] })];
    expect(toldToStop(stopStrayTasks(aView({ tasks, services })))).toEqual([
      'of-a-deployment-that-is-gone',
      'of-a-cluster-that-is-gone',
    ]);
  });
});
