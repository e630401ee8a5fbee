import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { type PolicyStatement, ServiceRole } from '@laravel-ecs/access';
import type { CpuArchitecture } from '@laravel-ecs/config';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import { type Container, containerDefinition, type LogDestination, writableVolumes } from './container';

/** How the containers of a task reach the network. */
export type NetworkMode = 'bridge' | 'awsvpc';

export interface TaskDefinitionProps {
  /** Family of its revisions and, in front, name of its roles: `laravel-dev-web`. */
  readonly family: string;

  /** The container that the task is there for. */
  readonly container: Container & { readonly cpu: number };

  /**
   * Containers that stand beside it, such as a log router. On Fargate, what they set aside is taken from the container's.
   *
   * @default none
   */
  readonly sidecars?: readonly Container[];

  /**
   * What the containers may do in AWS, beside what ECS Exec needs.
   *
   * @default nothing
   */
  readonly permissions?: readonly PolicyStatement[];

  /** ARN of the repository that the image is pulled from. */
  readonly repositoryArn: string;

  /** Processor that the image is built for. */
  readonly architecture: CpuArchitecture;

  /**
   * Machines that its tasks run on. On Fargate, what the container sets aside is what the task has.
   *
   * @default 'ec2'
   */
  readonly launchType?: 'ec2' | 'fargate';

  /**
   * How the task reaches the network: through its instance, by a port that Docker chooses (`bridge`), or with an address of
   * its own (`awsvpc`).
   *
   * @default 'bridge' on EC2, 'awsvpc' on Fargate
   */
  readonly networkMode?: NetworkMode | undefined;

  /** Log group of the containers. */
  readonly logs: LogDestination;

  /**
   * ARN of the customer's key that the secrets are encrypted with.
   *
   * @default AWS's own key
   */
  readonly kmsKeyArn?: string | undefined;
}

/**
 * How one container of a role runs: as a user without rights, on a file system that it can't write to.
 *
 * Its revisions stay when it changes or goes: they are what a rollback goes back to.
 *
 * @throws RangeError for CPU, memory or a port that can't be; Error for a network mode that Fargate does not have, more than one log
 * router, or sidecars that leave nothing to the container on Fargate
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export class TaskDefinition extends Construct {
  readonly arn: string;
  readonly family: string;
  readonly containerName: string;
  readonly containerPort: number | undefined;
  readonly networkMode: NetworkMode;

  /** Without their policies, tasks can neither start nor be reached; and they must outlive the tasks. */
  readonly policies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: TaskDefinitionProps) {
    super(scope, id);
    const { family, container, sidecars = [], permissions = [], architecture, launchType = 'ec2', logs } = props;
    const { networkMode = launchType === 'fargate' ? 'awsvpc' : 'bridge' } = props;
    if (launchType === 'fargate' && networkMode !== 'awsvpc') {
      throw new Error(`networkMode must be 'awsvpc' on Fargate, got '${networkMode}'`);
    }
    const containers = [launchType === 'fargate' ? shareOf(container, sidecars) : container, ...sidecars];
    const [router, ...others] = sidecars.filter(({ logRouter }) => logRouter);
    if (others.length > 0) {
      throw new Error(
        `a task may have one log router, got ${[router, ...others].map((each) => each?.name).join(', ')}`,
      );
    }
    const definitions = containers.map((each) => containerDefinition(each, { logs, networkMode, router }));

    const principal = 'ecs-tasks.amazonaws.com';
    const executionRole = new ServiceRole(this, 'ExecutionRole', {
      name: `${family}-execution`,
      principal,
      statements: startingATask(props, containers),
    });
    const taskRole = new ServiceRole(this, 'TaskRole', {
      name: `${family}-task`,
      principal,
      statements: [ECS_EXEC, ...permissions],
    });
    this.policies = [executionRole, taskRole].flatMap(({ policy }) => policy ?? []);

    const definition = new EcsTaskDefinition(this, 'Definition', {
      family,
      networkMode,
      requiresCompatibilities: [launchType.toUpperCase()],
      runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: architecture },
      ...(launchType === 'fargate' && { cpu: String(container.cpu), memory: String(container.memoryReservation) }),
      executionRoleArn: executionRole.arn,
      taskRoleArn: taskRole.arn,
      volume: containers.flatMap(writableVolumes).map(({ volume }) => ({ name: volume })),
      containerDefinitions: JSON.stringify(definitions),
      skipDestroy: true,
      // The revision that a release registered is the newest, and Terraform compares with that.
      trackLatest: true,
    });
    this.arn = definition.arn;
    this.family = definition.family;
    this.containerName = container.name;
    this.containerPort = container.port;
    this.networkMode = networkMode;
  }
}

/** What a task on Fargate leaves to its container: all that it has, less what the sidecars set aside. */
function shareOf(container: TaskDefinitionProps['container'], sidecars: readonly Container[]): Container {
  const cpu = sidecars.reduce((left, sidecar) => left - (sidecar.cpu ?? 0), container.cpu);
  const memoryReservation = sidecars.reduce(
    (left, sidecar) => left - sidecar.memoryReservation,
    container.memoryReservation,
  );
  if (cpu <= 0 || memoryReservation <= 0) {
    throw new Error(
      `sidecars must leave CPU and memory to ${container.name}, which has ${container.cpu} CPU units and ${container.memoryReservation} MiB with them`,
    );
  }
  return { ...container, cpu, memoryReservation };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html */
function startingATask(
  { repositoryArn, logs, kmsKeyArn }: TaskDefinitionProps,
  containers: readonly Container[],
): PolicyStatement[] {
  const fields = containers.flatMap(({ secrets = {} }) => Object.values(secrets));
  const secretArns = [...new Set(fields.map(({ secretArn }) => secretArn))];
  return [
    { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
    {
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [repositoryArn],
    },
    { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`${logs.arn}:*`] },
    ...(secretArns.length > 0 ? [{ actions: ['secretsmanager:GetSecretValue'], resources: secretArns }] : []),
    ...(secretArns.length > 0 && kmsKeyArn ? [{ actions: ['kms:Decrypt'], resources: [kmsKeyArn] }] : []),
  ];
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html */
const ECS_EXEC: PolicyStatement = {
  actions: [
    'ssmmessages:CreateControlChannel',
    'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel',
    'ssmmessages:OpenDataChannel',
  ],
  resources: ['*'],
};
