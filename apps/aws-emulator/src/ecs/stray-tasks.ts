import type { Change } from './change';
import { tellToStop } from './stop-reason';
import type { TaskRecord } from './world';
import type { View } from './view';

/**
 * Stops what nobody wants any more: tasks of services and deployments that are gone, and of clusters that are deleted.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteService.html
 */
export function stopStrayTasks({ world }: View): readonly Change[] {
  const deployments = new Set(world.services.flatMap(({ deployments: all }) => all.map(({ id }) => id)));
  const active = new Set(world.clusters.filter(({ isActive }) => isActive).map(({ arn }) => arn));
  const isStray = ({ clusterArn, _service, startedBy = '' }: TaskRecord) =>
    !active.has(clusterArn) || (Boolean(_service) && !deployments.has(startedBy));
  return world.tasks
    .filter((task) => task.desiredStatus === 'RUNNING' && isStray(task))
    .map((task) =>
      tellToStop(task, {
        stopCode: 'ServiceSchedulerInitiated',
        stoppedReason: 'What the task belonged to was deleted.',
      }),
    );
}
