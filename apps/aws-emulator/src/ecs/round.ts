import type { Change } from './change';
import { keepInstances, tasksPerInstance } from './container-instances';
import { keepLogs } from './log-lines';
import { endOneOffTask } from './one-off-task';
import { schedule } from './service-scheduler';
import { stopStrayTasks } from './stray-tasks';
import { dropStrayTargets, keepTargets } from './target-health';
import { liveOn } from './task-life';
import type { View } from './view';

/** Everything that is to be done in a state of the world: it follows from that state, and from nothing that was decided before. */
export function decide(view: View): readonly Change[] {
  const { clusters, services, tasks } = view.world;
  // Deployments in the order in which they were asked for: that is the order of the scenario.
  const inOrder = [...services].sort((one, other) => begunAt(one) - begunAt(other));
  const load = tasksPerInstance(view);
  return [
    ...clusters.flatMap((cluster) => keepInstances(cluster, view)),
    ...inOrder.flatMap((service) => schedule(service, view)),
    ...stopStrayTasks(view),
    ...tasks.flatMap((task) => [
      ...keepLogs(task, view),
      ...endOneOffTask(task, view),
      ...keepTargets(task, view),
      ...liveOn(task, view, load),
    ]),
    ...dropStrayTargets(view),
  ];
}

function begunAt({ deployments: [primary] }: View['world']['services'][number]): number {
  return primary?.createdAt ?? 0;
}

/** Whether something goes on that needs a look soon; else the next look can wait until a client wants something. */
export function isBusy({ world }: Pick<View, 'world'>): boolean {
  const steady = new Set(world.services.filter(({ steady }) => steady).map(({ arn }) => arn));
  return (
    world.targets.some(({ state }) => state === 'draining') ||
    world.services.some(
      ({ steady, deployments: [primary] }) => !steady && primary && primary.rolloutState !== 'FAILED',
    ) ||
    world.tasks.some(({ _service, lastStatus }) => lastStatus !== 'RUNNING' || !steady.has(_service ?? ''))
  );
}
