import type { Change } from './change';
import { tellToStop } from './stop-reason';
import type { ClusterRecord, TaskRecord } from './world';
import type { View } from './view';

type ContainerInstance = ClusterRecord['containerInstances'][number];

/**
 * Has the instances of the Auto Scaling groups behind a cluster's capacity providers stand in its records, as their agents do when
 * they start; and takes away those that are gone, with the tasks on them.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html
 */
export function keepInstances(cluster: ClusterRecord, view: View): readonly Change[] {
  const known = new Set(cluster.containerInstances.map(({ instanceId }) => instanceId));
  const running = new Set(cluster.providers.flatMap(({ instanceIds }) => instanceIds));
  const arrived: Change[] = cluster.providers.flatMap(({ name, instanceIds }) =>
    instanceIds
      .filter((instanceId) => !known.has(instanceId))
      .map((instanceId) => ({ change: 'register-instance', cluster: cluster.arn, instanceId, provider: name })),
  );
  // Those without a provider were registered by somebody else, who also takes them away.
  const gone = cluster.containerInstances.filter(
    ({ instanceId, provider }) => !running.has(instanceId) && (provider || !cluster.isActive),
  );
  const left: Change[] = gone.flatMap(({ arn, instanceId }) => [
    ...view.world.tasks
      .filter(({ containerInstanceArn, desiredStatus }) => containerInstanceArn === arn && desiredStatus === 'RUNNING')
      .map((task) =>
        tellToStop(task, {
          stopCode: 'TerminationNotice',
          stoppedReason: `Host EC2 (instance ${instanceId}) terminated.`,
        }),
      ),
    { change: 'deregister-instance', cluster: cluster.arn, containerInstance: arn },
  ]);
  return [...arrived, ...left];
}

/** How many tasks each container instance has, by its ARN. */
export type Load = Map<string, number>;

/** How many tasks each container instance has as a round begins. */
export function tasksPerInstance({ world }: View): Load {
  const load: Load = new Map();
  for (const { containerInstanceArn } of world.tasks) {
    addTask(load, containerInstanceArn);
  }
  return load;
}

/**
 * Takes the instance with the fewest tasks: how much room they have is not looked at.
 *
 * @param load is told of the task that comes, so that those that are placed in the same round do not all go where it went
 * @returns undefined where a cluster has no machines at all: its tasks run all the same
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
 */
export function takeInstance(task: TaskRecord, view: View, load: Load): ContainerInstance | 'none yet' | undefined {
  const cluster = view.clusterOf(task);
  const provider = cluster?.providers.find(({ name }) => name === task.capacityProviderName);
  const [first] = (cluster?.containerInstances ?? [])
    .filter((instance) => instance.status === 'ACTIVE' && (!provider || instance.provider === provider.name))
    .sort((one, other) => (load.get(one.arn) ?? 0) - (load.get(other.arn) ?? 0));
  addTask(load, first?.arn);
  return first ?? (provider?.exists ? 'none yet' : undefined);
}

function addTask(load: Load, arn: string | undefined): void {
  if (arn) {
    load.set(arn, (load.get(arn) ?? 0) + 1);
  }
}
