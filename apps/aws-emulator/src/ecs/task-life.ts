import type { Change } from './change';
import { type Load, takeInstance } from './container-instances';
import type { StopReason } from './stop-reason';
import type { ContainerObservation } from './task-runtime';
import type { View } from './view';
import type { ContainerDefinition, TaskRecord } from './world';

/**
 * The next step in the life of a task: PROVISIONING, PENDING, RUNNING, DEACTIVATING while it is still a target, STOPPING.
 *
 * @param load is told where it was placed
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-lifecycle-explanation.html
 */
export function liveOn(task: TaskRecord, view: View, load: Load): readonly Change[] {
  switch (task.lastStatus) {
    case 'PROVISIONING':
      return task.desiredStatus === 'STOPPED' ? [stopped(task, view)] : place(task, view, load);
    case 'PENDING':
      return task.desiredStatus === 'STOPPED' ? [stopping(task, view)] : begin(task, view);
    case 'RUNNING':
      return run(task, view);
    case 'DEACTIVATING':
      return view.targetsOf(task).length > 0 ? [] : [stopping(task, view)];
    case 'STOPPING':
      return hasEnded(task, view) ? [stopped(task, view)] : [];
  }
}

/** Why a task can't go on by itself; undefined for one that does. */
export function whyItEnds(task: TaskRecord, view: View): StopReason | undefined {
  const found = view.observed(task);
  if (task.lastStatus === 'RUNNING' && !found) {
    return {
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Task stopped: what ran it does not know it any more.',
    };
  }
  const ended = view
    .containersOf(task)
    .filter(({ essential }) => essential !== false)
    .map(({ name }) => found?.containers.find((each) => each.name === name))
    .find((container) => container?.status === 'STOPPED');
  if (!ended || !['PENDING', 'RUNNING'].includes(task.lastStatus)) {
    return undefined;
  }
  if (ended.exitCode !== undefined) {
    return { stopCode: 'EssentialContainerExited', stoppedReason: 'Essential container in task exited' };
  }
  return task.lastStatus === 'PENDING'
    ? { stopCode: 'TaskFailedToStart', stoppedReason: ended.reason ?? 'Task failed to start' }
    : { stopCode: 'EssentialContainerExited', stoppedReason: ended.reason ?? 'Essential container in task exited' };
}

function place(task: TaskRecord, view: View, load: Load): readonly Change[] {
  const placed = {
    lastStatus: 'PENDING',
    connectivity: 'CONNECTED',
    connectivityAt: view.now,
    pullStartedAt: view.now,
  };
  if (task.launchType === 'FARGATE' || task.containerInstanceArn) {
    return [{ change: 'task', task: task.taskArn, set: placed }];
  }
  const instance = takeInstance(task, view, load);
  if (instance === 'none yet') {
    return [];
  }
  const set = instance ? { ...placed, containerInstanceArn: instance.arn } : placed;
  return [{ change: 'task', task: task.taskArn, set }];
}

function begin(task: TaskRecord, view: View): readonly Change[] {
  const found = view.observed(task);
  if (!found || found.containers.some(({ status }) => status === 'PENDING') || whyItEnds(task, view)) {
    return [];
  }
  return [
    {
      change: 'task',
      task: task.taskArn,
      set: { lastStatus: 'RUNNING', pullStoppedAt: view.now, startedAt: view.now },
      containers: containersAsFound(task, view),
    },
  ];
}

function run(task: TaskRecord, view: View): readonly Change[] {
  if (task.desiredStatus === 'STOPPED') {
    return view.targetsOf(task).length > 0
      ? [{ change: 'task', task: task.taskArn, set: { lastStatus: 'DEACTIVATING' } }]
      : [stopping(task, view)];
  }
  const health = healthOf(task, view);
  return health === task.healthStatus
    ? []
    : [
        {
          change: 'task',
          task: task.taskArn,
          set: { healthStatus: health },
          containers: containersAsFound(task, view),
        },
      ];
}

function stopping(task: TaskRecord, { now }: View): Change {
  return { change: 'task', task: task.taskArn, set: { lastStatus: 'STOPPING', stoppingAt: now } };
}

function stopped(task: TaskRecord, view: View): Change {
  const { taskArn, stoppingAt = view.now } = task;
  const set = { lastStatus: 'STOPPED', stoppingAt, executionStoppedAt: view.now, stoppedAt: view.now };
  const containers = Object.fromEntries(
    Object.entries(containersAsFound(task, view)).map(([name, each]) => [name, { ...each, lastStatus: 'STOPPED' }]),
  );
  return { change: 'task', task: taskArn, set: { ...set, connectivity: 'DISCONNECTED' }, containers };
}

function hasEnded(task: TaskRecord, view: View): boolean {
  return view.observed(task)?.containers.every(({ status }) => status === 'STOPPED') ?? true;
}

/** By the health checks of those containers that have one. */
function healthOf(task: TaskRecord, view: View): string {
  if (!view.containersOf(task).some(({ healthCheck }) => healthCheck)) {
    return 'UNKNOWN';
  }
  const health = { starting: 'UNKNOWN', passing: 'HEALTHY', failing: 'UNHEALTHY' } as const;
  return health[view.observed(task)?.health ?? 'starting'];
}

function containersAsFound(task: TaskRecord, view: View): Record<string, object> {
  const found = view.observed(task)?.containers ?? [];
  return Object.fromEntries(
    view.containersOf(task).map((definition) => [
      definition.name,
      containerAsFound(
        task,
        definition,
        found.find(({ name }) => name === definition.name),
        healthOf(task, view),
      ),
    ]),
  );
}

function containerAsFound(
  task: TaskRecord,
  { portMappings = [], healthCheck }: ContainerDefinition,
  found: ContainerObservation | undefined,
  health: string,
): object {
  const hostPorts = new Map(found?.ports?.map(({ containerPort, hostPort }) => [containerPort, hostPort]));
  return {
    ...(found && { lastStatus: found.status }),
    ...(found?.exitCode !== undefined && { exitCode: found.exitCode }),
    ...(found?.reason && { reason: found.reason }),
    healthStatus: healthCheck ? health : 'UNKNOWN',
    networkBindings: portMappings.flatMap(({ containerPort, protocol = 'tcp' }) => {
      const hostPort = hostPorts.get(containerPort);
      return hostPort ? [{ bindIP: '0.0.0.0', containerPort, hostPort, protocol }] : [];
    }),
    ...(task.enableExecuteCommand && {
      managedAgents: [{ name: 'ExecuteCommandAgent', lastStatus: found?.status === 'RUNNING' ? 'RUNNING' : 'STOPPED' }],
    }),
  };
}
