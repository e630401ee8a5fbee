import { randomUUID } from 'node:crypto';
import type { Change } from './change';
import { backoff, circuitBreaker, failureThreshold } from './circuit-breaker';
import { event, EVENTS } from './events';
import { stopRequested, tripped } from './rollback';
import { type StopReason, tellToStop } from './stop-reason';
import { whyItEnds } from './task-life';
import type { DeploymentRecord, ServiceRecord, TaskRecord } from './world';
import type { View } from './view';

/**
 * What the scheduler does for a service: tasks that fail are replaced, a newer deployment takes over from the older ones, and there
 * are as many tasks as are desired.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export function schedule(service: ServiceRecord, view: View): readonly Change[] {
  const [primary] = service.deployments;
  if (service.status === 'DRAINING') {
    return end(service, view);
  }
  if (!primary) {
    return [];
  }
  const failures = replaceFailedTasks(service, view);
  if (failures.length > 0) {
    return failures;
  }
  const interrupted =
    stopRequested(service, view) ?? (circuitBreaker(service) === 'open' ? tripped(service, view) : undefined);
  return (
    interrupted ?? [
      ...begin(service, primary, view),
      ...resize(service, primary, view),
      ...settle(service, primary, view),
    ]
  );
}

/** Takes the tasks of a service that is deleted away, and then the service. */
function end(service: ServiceRecord, view: View): readonly Change[] {
  const tasks = view.tasksOf(service);
  if (tasks.length === 0) {
    return [{ change: 'service', service: service.arn, set: { status: 'INACTIVE', deployments: [] } }];
  }
  return stop(service, tasks.filter(isToRun), `Service ${service.name} is being deleted`);
}

/** Stops the tasks that fail, counts them, and forgets the count as soon as one does its work. */
function replaceFailedTasks(service: ServiceRecord, view: View): readonly Change[] {
  return service.deployments.flatMap((deployment) => {
    const tasks = view.tasksOf(service, deployment).filter(isToRun);
    const failed = tasks.flatMap((task) => {
      const failure = failureOf(task, view);
      return failure ? [{ task, ...failure }] : [];
    });
    const arrived = tasks.filter((task) => !task._ready && view.isReady(task));
    const changes: Change[] = failed.flatMap(({ task, reason, message }) => [
      tellToStop(task, reason),
      ...(message ? [event(service, message)] : []),
    ]);
    changes.push(...arrived.map(({ taskArn }) => ({ change: 'task', task: taskArn, set: { _ready: true } }) as const));
    const failedTasks = (arrived.length > 0 ? 0 : deployment.failedTasks) + failed.length;
    if (failedTasks !== deployment.failedTasks) {
      const at = { service: service.arn, deployment: deployment.id };
      const set = { failedTasks, ...(failed.length > 0 && { _failedAt: view.now }) };
      changes.push({ change: 'deployment', ...at, set });
      if (deployment.status === 'PRIMARY' && deployment.rolloutState === 'IN_PROGRESS') {
        const counted = { failureCount: failedTasks, threshold: failureThreshold(service.desiredCount) };
        changes.push({ change: 'service-deployment', ...at, set: { deploymentCircuitBreaker: counted } });
      }
      if (failedTasks >= 3 && deployment.failedTasks < 3 && circuitBreaker(service) === 'off') {
        changes.push(event(service, EVENTS.inconsistent()));
      }
    }
    return changes;
  });
}

function failureOf(
  task: TaskRecord,
  view: View,
): { readonly reason: StopReason; readonly message?: string } | undefined {
  const ended = whyItEnds(task, view);
  if (ended) {
    return { reason: ended };
  }
  if (view.healthOf(task) !== 'failing' || task.lastStatus !== 'RUNNING') {
    return undefined;
  }
  const [target] = view.targetsOf(task);
  if (target) {
    // First it is seen to be unhealthy, then it goes.
    return target.state === 'unhealthy'
      ? {
          reason: {
            stopCode: 'ServiceSchedulerInitiated',
            stoppedReason: `Task failed ELB health checks in (target-group ${target.group})`,
          },
          message: EVENTS.unhealthyTarget(task.taskArn, target.group),
        }
      : undefined;
  }
  if (view.groupsOf(task).length > 0) {
    return undefined;
  }
  return {
    reason: { stopCode: 'ServiceSchedulerInitiated', stoppedReason: 'Task failed container health checks' },
    message: EVENTS.unhealthyContainer(task.taskArn),
  };
}

function begin(service: ServiceRecord, primary: DeploymentRecord, { now }: View): readonly Change[] {
  if (primary.serviceDeploymentStatus !== 'PENDING') {
    return [];
  }
  const deploymentCircuitBreaker = { threshold: failureThreshold(service.desiredCount) };
  return [
    {
      change: 'service-deployment',
      service: service.arn,
      deployment: primary.id,
      set: { status: 'IN_PROGRESS', startedAt: now, deploymentCircuitBreaker },
    },
  ];
}

/** Starts and stops tasks, between the least that must do their work and the most that may be pending or running. */
function resize(service: ServiceRecord, primary: DeploymentRecord, view: View): readonly Change[] {
  const { desiredCount } = service;
  const { minimumHealthyPercent = 100, maximumPercent = 200 } = service.deploymentConfiguration;
  const least = Math.ceil((desiredCount * minimumHealthyPercent) / 100);
  const most = Math.floor((desiredCount * maximumPercent) / 100);

  // Those that are told to stop are neither PENDING nor RUNNING any more, which is what the maximum is of.
  const all = view.tasksOf(service).filter(isToRun);
  const own = all.filter((task) => task.startedBy === primary.id);
  const older = all.filter((task) => task.startedBy !== primary.id);
  const changes: Change[] = [];

  const missing = Math.min(desiredCount - own.length, most - all.length);
  const isAllowed = primary.rolloutState !== 'FAILED' && hasWaited(primary, view);
  if (missing > 0 && isAllowed) {
    changes.push(...start(service, primary, missing));
  }
  if (own.length > desiredCount) {
    const surplus = [...own].reverse().sort((one, other) => Number(view.isReady(one)) - Number(view.isReady(other)));
    changes.push(...stop(service, surplus.slice(0, own.length - desiredCount), scalingReason(primary)));
  }
  if (primary.rolloutState !== 'FAILED') {
    const idle = older.filter((task) => !view.isReady(task));
    const ready = older.filter((task) => view.isReady(task));
    const spare = Math.max(own.filter((task) => view.isReady(task)).length + ready.length - least, 0);
    changes.push(...stop(service, [...idle, ...ready.slice(0, spare)], scalingReason(primary)));
  }
  for (const deployment of service.deployments.slice(1)) {
    const count = older.filter(({ startedBy }) => startedBy === deployment.id).length;
    if (count !== deployment.desiredCount) {
      const at = { service: service.arn, deployment: deployment.id };
      changes.push({ change: 'deployment', ...at, set: { desiredCount: count } });
    }
  }
  if (service.steady && changes.length > 0) {
    changes.push({ change: 'service', service: service.arn, set: { steady: false } });
  }
  return changes;
}

/** Says so when a deployment is done, and when the service has what it desires. */
function settle(service: ServiceRecord, primary: DeploymentRecord, view: View): readonly Change[] {
  const tasks = view.tasksOf(service);
  const isSettled =
    tasks.length === service.desiredCount &&
    tasks.every((task) => task.startedBy === primary.id && view.isReady(task)) &&
    primary.rolloutState !== 'FAILED';
  if (!isSettled || service.steady) {
    return [];
  }
  const steady: Change[] = [
    event(service, EVENTS.steady()),
    { change: 'service', service: service.arn, set: { steady: true } },
  ];
  if (primary.rolloutState === 'COMPLETED') {
    return steady;
  }
  const at = { service: service.arn, deployment: primary.id };
  const breaker = service.deploymentConfiguration.deploymentCircuitBreaker?.enable;
  return [
    {
      change: 'deployment',
      ...at,
      set: {
        rolloutState: 'COMPLETED',
        // A rollback goes on saying what it takes back.
        ...(!primary.isRollback && { rolloutStateReason: `ECS deployment ${primary.id} completed.` }),
      },
    },
    {
      change: 'service-deployment',
      ...at,
      set: {
        status: primary.isRollback ? 'ROLLBACK_SUCCESSFUL' : 'SUCCESSFUL',
        finishedAt: view.now,
        ...(breaker && !primary.isRollback && { deploymentCircuitBreaker: { status: 'MONITORING_COMPLETE' } }),
      },
    },
    ...service.deployments
      .slice(1)
      .map(({ id }) => ({ change: 'drop-deployment', service: service.arn, deployment: id }) as const),
    event(service, EVENTS.completed(primary.id)),
    ...steady,
  ];
}

function start(service: ServiceRecord, deployment: DeploymentRecord, count: number): readonly Change[] {
  const ids = Array.from({ length: count }, () => randomUUID().replaceAll('-', ''));
  const at = { service: service.arn, deployment: deployment.id };
  return [{ change: 'start-tasks', ...at, ids, event: event(service, EVENTS.started(ids)) }];
}

function stop(service: ServiceRecord, tasks: readonly TaskRecord[], stoppedReason: string): readonly Change[] {
  if (tasks.length === 0) {
    return [];
  }
  return [
    ...tasks.map((task) => tellToStop(task, { stopCode: 'ServiceSchedulerInitiated', stoppedReason })),
    event(service, EVENTS.stopped(tasks.map(({ taskArn }) => taskArn))),
  ];
}

function scalingReason({ id }: DeploymentRecord): string {
  return `Scaling activity initiated by (deployment ${id})`;
}

function hasWaited({ failedTasks, _failedAt = 0 }: DeploymentRecord, view: View): boolean {
  return view.now - _failedAt >= view.scaled(backoff(failedTasks));
}

function isToRun({ desiredStatus }: TaskRecord): boolean {
  return desiredStatus === 'RUNNING';
}
