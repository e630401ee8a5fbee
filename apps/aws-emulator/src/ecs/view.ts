import type { LogLine, Observation } from './task-runtime';
import type {
  ClusterRecord,
  ContainerDefinition,
  DeploymentRecord,
  Moment,
  ServiceRecord,
  TargetRecord,
  TaskDefinitionRecord,
  TaskRecord,
  World,
} from './world';

/** The world, and how its tasks were found at that moment: what all decisions of a round are made from. */
export class View {
  readonly #observations: ReadonlyMap<string, Observation>;

  constructor(
    readonly world: World,
    observations: ReadonlyMap<string, Observation>,
    readonly now: Moment,
  ) {
    this.#observations = observations;
  }

  /** How a task was found; undefined if its runtime does not have it. */
  observed({ taskArn }: TaskRecord): Observation | undefined {
    return this.#observations.get(taskArn);
  }

  logsOf(task: TaskRecord): readonly LogLine[] {
    return this.observed(task)?.logs ?? [];
  }

  definitionOf({ taskDefinitionArn }: TaskRecord): TaskDefinitionRecord | undefined {
    return this.world.taskDefinitions[taskDefinitionArn];
  }

  containersOf(task: TaskRecord): readonly ContainerDefinition[] {
    return this.definitionOf(task)?.containerDefinitions ?? [];
  }

  serviceOf({ _service }: TaskRecord): ServiceRecord | undefined {
    return this.world.services.find(({ arn }) => arn === _service);
  }

  clusterOf({ clusterArn }: Pick<TaskRecord, 'clusterArn'>): ClusterRecord | undefined {
    return this.world.clusters.find(({ arn }) => arn === clusterArn);
  }

  /** Tasks of a service that have not stopped, oldest first. */
  tasksOf(service: ServiceRecord, deployment?: DeploymentRecord): readonly TaskRecord[] {
    return this.world.tasks
      .filter(({ _service, startedBy }) => _service === service.arn && (!deployment || startedBy === deployment.id))
      .sort((one, other) => one.createdAt - other.createdAt);
  }

  targetsOf({ taskArn }: TaskRecord): readonly TargetRecord[] {
    return this.world.targets.filter(({ task }) => task === taskArn);
  }

  /** Whether a task does its work: its containers run, its health checks pass, and its targets get requests. */
  isReady(task: TaskRecord): boolean {
    return (
      task.lastStatus === 'RUNNING' &&
      task.desiredStatus === 'RUNNING' &&
      this.healthOf(task) === 'passing' &&
      this.targetsOf(task).length >= this.groupsOf(task).length &&
      this.targetsOf(task).every(({ state }) => state === 'healthy')
    );
  }

  /** Whether a task works, as ECS gets to know it: where nothing checks it, nobody sees that it fails. */
  healthOf(task: TaskRecord): Observation['health'] {
    const health = this.observed(task)?.health ?? 'starting';
    return health === 'failing' && !this.#isChecked(task) ? 'passing' : health;
  }

  #isChecked(task: TaskRecord): boolean {
    return this.groupsOf(task).length > 0 || this.containersOf(task).some(({ healthCheck }) => healthCheck);
  }

  deploymentOf(task: TaskRecord): DeploymentRecord | undefined {
    return this.serviceOf(task)?.deployments.find(({ id }) => id === task.startedBy);
  }

  /** Target groups that a task is to be registered in, and the container and port that requests go to. */
  groupsOf(task: TaskRecord): readonly { group: string; container: string; port: number }[] {
    return (this.deploymentOf(task)?.loadBalancers ?? []).flatMap(({ targetGroupArn, containerName, containerPort }) =>
      targetGroupArn ? [{ group: targetGroupArn, container: containerName, port: containerPort }] : [],
    );
  }

  /** Milliseconds of real time in which scripted time goes on by so many. */
  scaled(milliseconds: number): number {
    return milliseconds / this.world.speed;
  }
}
