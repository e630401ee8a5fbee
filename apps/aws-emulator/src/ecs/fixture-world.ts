import type { Change } from './change';
import type { Observation } from './task-runtime';
import { View } from './view';
import type { DeploymentRecord, ServiceRecord, TargetRecord, TaskDefinitionRecord, TaskRecord, World } from './world';

/** The time in all specs, in milliseconds. */
export const NOW = 1_000_000;

export const GROUP = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/web/0';

const CLUSTER = 'arn:aws:ecs:us-east-1:123456789012:cluster/main';
const SERVICE = 'arn:aws:ecs:us-east-1:123456789012:service/main/web';

export const definition: TaskDefinitionRecord = {
  arn: 'arn:aws:ecs:us-east-1:123456789012:task-definition/web:1',
  family: 'web',
  revision: 1,
  networkMode: 'bridge',
  containerDefinitions: [
    {
      name: 'web',
      image: 'x',
      portMappings: [{ containerPort: 80, hostPort: 0 }],
      logConfiguration: {
        logDriver: 'awslogs',
        options: { 'awslogs-group': '/web', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'app' },
      },
    },
  ],
};

/** The same with a health check. */
export const checkedDefinition: TaskDefinitionRecord = {
  ...definition,
  containerDefinitions: definition.containerDefinitions.map((each) => ({ ...each, healthCheck: {} })),
};

/** What has a deployment's tasks registered in {@link GROUP}. */
export const behindALoadBalancer: Pick<DeploymentRecord, 'loadBalancers'> = {
  loadBalancers: [{ targetGroupArn: GROUP, containerName: 'web', containerPort: 80 }],
};

export function aDeployment(more: Partial<DeploymentRecord> = {}): DeploymentRecord {
  return {
    id: 'ecs-svc/1',
    status: 'PRIMARY',
    rolloutState: 'IN_PROGRESS',
    taskDefinition: definition.arn,
    desiredCount: 2,
    failedTasks: 0,
    createdAt: 0,
    loadBalancers: [],
    serviceDeploymentStatus: 'IN_PROGRESS',
    isRollback: false,
    ...more,
  };
}

export function aService(more: Partial<ServiceRecord> = {}): ServiceRecord {
  return {
    arn: SERVICE,
    name: 'web',
    clusterArn: CLUSTER,
    status: 'ACTIVE',
    desiredCount: 2,
    gracePeriod: 0,
    deploymentConfiguration: {
      minimumHealthyPercent: 100,
      maximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
    deployments: [aDeployment()],
    completedRevision: null,
    steady: false,
    ...more,
  };
}

/** A running task of the service's first deployment. */
export function aTask(id: string, more: Partial<TaskRecord> = {}): TaskRecord {
  return {
    taskArn: `arn:aws:ecs:us-east-1:123456789012:task/main/${id}`,
    clusterArn: CLUSTER,
    taskDefinitionArn: definition.arn,
    lastStatus: 'RUNNING',
    desiredStatus: 'RUNNING',
    healthStatus: 'UNKNOWN',
    startedBy: 'ecs-svc/1',
    createdAt: 0,
    startedAt: NOW - 10_000,
    containers: [{ name: 'web', lastStatus: 'RUNNING' }],
    overrides: {},
    _service: SERVICE,
    _speed: 1,
    _logged: 0,
    _ready: true,
    ...more,
  };
}

/** A task that runs once. */
export function aOneOffTask(id: string, more: Partial<TaskRecord> = {}): TaskRecord {
  return aTask(id, { _service: null, startedBy: '', ...more });
}

export function aTarget(id: string, more: Partial<TargetRecord> = {}): TargetRecord {
  return { group: GROUP, id: 'i-1', port: 32_768, task: aTask(id).taskArn, state: 'healthy', since: 0, ...more };
}

export const working: Observation = {
  containers: [{ name: 'web', status: 'RUNNING', ports: [{ containerPort: 80, hostPort: 32_768 }] }],
  health: 'passing',
  logs: [],
};

export const starting: Observation = { ...working, health: 'starting' };

export const ill: Observation = { ...working, health: 'failing' };

export function exited(exitCode: number): Observation {
  return { containers: [{ name: 'web', status: 'STOPPED', exitCode }], health: 'starting', logs: [] };
}

/** How a world is seen in which all tasks work, but for those that are found otherwise, by their ids. */
export function aView(world: Partial<World>, found: Readonly<Record<string, Observation | undefined>> = {}): View {
  const tasks = world.tasks ?? [];
  const observations = tasks.flatMap(({ taskArn }) => {
    const id = taskArn.slice(taskArn.lastIndexOf('/') + 1);
    const observation = id in found ? found[id] : working;
    return observation ? [[taskArn, observation] as const] : [];
  });
  const everything: World = {
    version: 1,
    speed: 1,
    services: [],
    tasks,
    taskDefinitions: { [definition.arn]: definition },
    clusters: [{ arn: CLUSTER, isActive: true, providers: [], containerInstances: [] }],
    targets: [],
    ...world,
  };
  return new View(everything, new Map(observations), NOW);
}

/** The changes of one kind. */
export function only<Kind extends Change['change']>(kind: Kind, changes: readonly Change[]) {
  return changes.filter((each): each is Extract<Change, { change: Kind }> => each.change === kind);
}

/** Ids of the tasks that are started. */
export function started(changes: readonly Change[]): string[] {
  return only('start-tasks', changes).flatMap(({ ids }) => ids);
}

/** Ids of the tasks that are told to stop. */
export function toldToStop(changes: readonly Change[]): string[] {
  return only('task', changes)
    .filter(({ set }) => set['desiredStatus'] === 'STOPPED')
    .map(({ task }) => task.slice(task.lastIndexOf('/') + 1));
}

/** What the events say. */
export function messages(changes: readonly Change[]): string[] {
  return only('event', changes).map(({ message }) => message);
}
