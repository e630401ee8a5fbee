import { keepInstances } from './container-instances';
import { aTask, aView, only, toldToStop } from './fixture-world';
import type { ClusterRecord } from './world';

const { clusterArn } = aTask('a');

const instance = (id: string, provider: string | null = 'group') => ({
  ...{ arn: `arn:${id}`, instanceId: id, status: 'ACTIVE', provider },
});

const cluster = (instanceIds: readonly string[], known: ClusterRecord['containerInstances']): ClusterRecord => ({
  arn: clusterArn,
  isActive: true,
  providers: [{ name: 'group', exists: true, instanceIds }],
  containerInstances: known,
});

describe('Container instances', () => {
  test('are the instances of the group behind a capacity provider', () => {
    expect(keepInstances(cluster(['i-1', 'i-2'], [instance('i-1')]), aView({}))).toEqual([
      { change: 'register-instance', cluster: clusterArn, instanceId: 'i-2', provider: 'group' },
    ]);
  });

  test('go with their instances, and their tasks with them', () => {
    const tasks = [aTask('a', { containerInstanceArn: 'arn:i-1' }), aTask('b', { containerInstanceArn: 'arn:i-2' })];
    const changes = keepInstances(cluster(['i-2'], [instance('i-1'), instance('i-2')]), aView({ tasks }));
    expect(toldToStop(changes)).toEqual(['a']);
    expect(only('task', changes)).toMatchObject([{ set: { stoppedReason: 'Host EC2 (instance i-1) terminated.' } }]);
    expect(only('deregister-instance', changes)).toMatchObject([{ containerInstance: 'arn:i-1' }]);
  });

  test('that somebody else registered stay', () => {
    expect(keepInstances(cluster([], [instance('i-1', null)]), aView({}))).toEqual([]);
  });

  test('go with their cluster', () => {
    const gone = { ...cluster([], [instance('i-1', null)]), isActive: false };
    expect(only('deregister-instance', keepInstances(gone, aView({})))).toHaveLength(1);
  });
});
