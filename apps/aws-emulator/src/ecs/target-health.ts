import type { Change } from './change';
import { event, EVENTS } from './events';
import type { TargetRecord, TaskRecord } from './world';
import type { View } from './view';

/**
 * For how long a target drains, in milliseconds. That is a shortcut: a load balancer shows a target as draining until the group's
 * deregistration delay is over, 300 seconds by default, also where no request is under way. Whoever tries a release waits for it.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
 */
const DRAINING = 1000;

/** Registers a task of a service in its target groups, says how it is there, and takes it away before it stops. */
export function keepTargets(task: TaskRecord, view: View): readonly Change[] {
  const targets = view.targetsOf(task);
  if (task.desiredStatus === 'RUNNING' && task.lastStatus === 'RUNNING') {
    return [...registrations(task, view), ...targets.flatMap((target) => checked(target, task, view))];
  }
  return targets.flatMap((target) => drained(target, task, view));
}

/** Targets whose tasks nobody knows any more. */
export function dropStrayTargets({ world }: View): readonly Change[] {
  const known = new Set(world.tasks.map(({ taskArn }) => taskArn));
  return world.targets.filter(({ task }) => !known.has(task)).map((target) => ({ ...keyOf(target), state: null }));
}

function registrations(task: TaskRecord, view: View): readonly Change[] {
  const service = view.serviceOf(task);
  const registered = new Set(view.targetsOf(task).map(({ group }) => group));
  return view.groupsOf(task).flatMap(({ group, container, port }) => {
    const address = addressOf(task, container, port, view);
    if (!service || registered.has(group) || !address) {
      return [];
    }
    return [
      {
        ...{ change: 'target', group, ...address, task: task.taskArn, state: 'initial', since: view.now },
        reason: 'Elb.InitialHealthChecking',
        description: 'Initial health checks in progress',
        event: event(service, EVENTS.registered(group)),
      } as const,
    ];
  });
}

/** Where requests reach the container: by the task's own address, or by a port of its instance. */
function addressOf(task: TaskRecord, container: string, port: number, view: View) {
  if (task._address) {
    return { id: task._address, port };
  }
  const instance = view.clusterOf(task)?.containerInstances.find(({ arn }) => arn === task.containerInstanceArn);
  const found = view.observed(task)?.containers.find(({ name }) => name === container);
  const hostPort = found?.ports?.find(({ containerPort }) => containerPort === port)?.hostPort;
  // A cluster without machines has its tasks run somewhere all the same.
  return hostPort ? { id: instance?.instanceId ?? 'i-00000000000000000', port: hostPort } : undefined;
}

function checked(target: TargetRecord, task: TaskRecord, view: View): readonly Change[] {
  const health = view.healthOf(task);
  if (health === 'passing' && target.state !== 'healthy') {
    return [{ ...keyOf(target), state: 'healthy', since: view.now }];
  }
  if (health === 'failing' && target.state !== 'unhealthy') {
    const because = { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };
    return [{ ...keyOf(target), state: 'unhealthy', since: view.now, ...because }];
  }
  return [];
}

function drained(target: TargetRecord, task: TaskRecord, view: View): readonly Change[] {
  const service = view.serviceOf(task);
  if (target.state !== 'draining') {
    const because = {
      reason: 'Target.DeregistrationInProgress',
      description: 'Target deregistration is in progress',
    };
    return [
      { ...keyOf(target), state: 'draining', since: view.now, ...because },
      ...(service ? [event(service, EVENTS.draining(1)), event(service, EVENTS.deregistered(target.group))] : []),
    ];
  }
  return view.now - target.since >= view.scaled(DRAINING) ? [{ ...keyOf(target), state: null }] : [];
}

function keyOf({ group, id, port, task }: TargetRecord) {
  return { change: 'target', group, id, port, task } as const;
}
