import {
  aDeployment,
  aService,
  aTarget,
  aTask,
  aView,
  behindALoadBalancer,
  GROUP,
  ill,
  messages,
  NOW,
  only,
  starting,
} from './fixture-world';
import { dropStrayTargets, keepTargets } from './target-health';
import type { Observation } from './task-runtime';
import type { TargetRecord, TaskRecord, World } from './world';

const services = [aService({ deployments: [aDeployment(behindALoadBalancer)] })];

const decide = (task: TaskRecord, targets: readonly TargetRecord[], found?: Observation, world: Partial<World> = {}) =>
  keepTargets(task, aView({ services, tasks: [task], targets, ...world }, found ? { a: found } : {}));

describe('A target', () => {
  test('is a running task by the port of its instance', () => {
    const task = aTask('a', { containerInstanceArn: 'arn:1' });
    const containerInstances = [{ arn: 'arn:1', instanceId: 'i-1', status: 'ACTIVE' }];
    const clusters = [{ arn: task.clusterArn, isActive: true, providers: [], containerInstances }];
    const changes = decide(task, [], undefined, { clusters });
    // The event is a part of it: there is none of a target that could not be written down.
    expect(changes).toMatchObject([
      {
        ...{ change: 'target', id: 'i-1', port: 32_768, state: 'initial', group: GROUP },
        event: { message: `(service web) registered 1 targets in (target-group ${GROUP})` },
      },
    ]);
  });

  test('is a running task by its own address, where it has one', () => {
    const changes = decide(aTask('a', { _address: '10.0.0.7' }), []);
    expect(only('target', changes)).toMatchObject([{ id: '10.0.0.7', port: 80 }]);
  });

  test('is no task that does not run yet', () => {
    expect(decide(aTask('a', { lastStatus: 'PENDING' }), [])).toEqual([]);
  });

  test('is healthy or unhealthy as its task is', () => {
    const initial = [aTarget('a', { state: 'initial' })];
    expect(decide(aTask('a'), initial, starting)).toEqual([]);
    expect(decide(aTask('a'), initial)).toMatchObject([{ state: 'healthy' }]);
    expect(decide(aTask('a'), initial, ill)).toMatchObject([
      { state: 'unhealthy', reason: 'Target.FailedHealthChecks' },
    ]);
  });

  test('drains before its task stops, and then is gone', () => {
    const stopping = aTask('a', { desiredStatus: 'STOPPED' });
    const begun = decide(stopping, [aTarget('a')]);
    expect(only('target', begun)).toMatchObject([{ state: 'draining', since: NOW }]);
    expect(messages(begun)).toContain('(service web) has begun draining connections on 1 tasks.');
    expect(decide(stopping, [aTarget('a', { state: 'draining', since: NOW - 999 })])).toEqual([]);
    expect(decide(stopping, [aTarget('a', { state: 'draining', since: NOW - 1000 })])).toMatchObject([{ state: null }]);
  });

  test('drains faster in a faster scenario', () => {
    const target = aTarget('a', { state: 'draining', since: NOW - 100 });
    expect(decide(aTask('a', { desiredStatus: 'STOPPED' }), [target], undefined, { speed: 10 })).toHaveLength(1);
  });

  test('goes when nobody knows its task any more', () => {
    const view = aView({ tasks: [aTask('a')], targets: [aTarget('a'), aTarget('b', { port: 1 })] });
    expect(dropStrayTargets(view)).toMatchObject([{ port: 1, state: null }]);
  });
});
