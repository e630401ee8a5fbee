import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { type PolicyStatement, type SecretField, ServiceRole } from '@laravel-ecs/access';
import { type CpuArchitecture, requireIntegerBetween } from '@laravel-ecs/config';
import { Fn, type ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

export interface TaskDefinitionProps {
  /** Family of its revisions and, in front, name of its roles: `laravel-dev-web`. */
  readonly family: string;

  /** What the container is there for, and its name: `web`. */
  readonly role: string;

  /** Image to run, by digest. */
  readonly image: string;

  /** ARN of the repository that the image is pulled from. */
  readonly repositoryArn: string;

  /** Processor that the image is built for. */
  readonly architecture: CpuArchitecture;

  /** CPU set aside, 1 to 196,608 units, of which 1,024 are one vCPU: what scaling by CPU is measured against. */
  readonly cpu: number;

  /** Memory set aside, at least 6 MiB. A soft limit: the container may take more where the instance has it. */
  readonly memoryReservation: number;

  /** Port that the container listens on. Docker gives it one of the instance's dynamic ports. */
  readonly containerPort: number;

  /** Log group of the container. */
  readonly logs: { readonly name: string; readonly arn: string; readonly region: string };

  /** Environment variables. */
  readonly environment: Readonly<Record<string, string>>;

  /** Environment variables whose values ECS reads from Secrets Manager as a task starts. */
  readonly secrets: Readonly<Record<string, SecretField>>;
}

/**
 * How one container of a role runs, in bridge mode, so that many tasks share a small instance.
 *
 * Its revisions stay when it changes or goes: they are what a rollback goes back to.
 *
 * @throws RangeError for CPU, memory or a port that can't be
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export class TaskDefinition extends Construct {
  readonly arn: string;
  readonly family: string;
  readonly containerName: string;
  readonly containerPort: number;

  /** Without their policies, tasks can neither start nor be reached; and they must outlive the tasks. */
  readonly policies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, props: TaskDefinitionProps) {
    super(scope, id);
    const { family, role, image, architecture, cpu, memoryReservation, containerPort, logs } = props;
    requireIntegerBetween('cpu', cpu, 1, 196_608);
    requireIntegerBetween('memoryReservation', memoryReservation, 6, 1_048_576);
    requireIntegerBetween('containerPort', containerPort, 1, 65_535);

    const principal = 'ecs-tasks.amazonaws.com';
    const executionRole = new ServiceRole(this, 'ExecutionRole', {
      name: `${family}-execution`,
      principal,
      statements: startingATask(props),
    });
    const taskRole = new ServiceRole(this, 'TaskRole', { name: `${family}-task`, principal, statements: [ECS_EXEC] });
    this.policies = [executionRole, taskRole].flatMap(({ policy }) => policy ?? []);

    const definition = new EcsTaskDefinition(this, 'Definition', {
      family,
      networkMode: 'bridge',
      requiresCompatibilities: ['EC2'],
      runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: architecture },
      executionRoleArn: executionRole.arn,
      taskRoleArn: taskRole.arn,
      containerDefinitions: Fn.jsonencode([
        {
          name: role,
          image,
          essential: true,
          cpu,
          memoryReservation,
          portMappings: [{ containerPort, hostPort: 0, protocol: 'tcp' }],
          environment: sorted(props.environment).map(([name, value]) => ({ name, value })),
          secrets: sorted(props.secrets).map(([name, { secretArn, key }]) => ({
            name,
            valueFrom: `${secretArn}:${key}::`,
          })),
          logConfiguration: {
            logDriver: 'awslogs',
            options: {
              'awslogs-group': logs.name,
              'awslogs-region': logs.region,
              'awslogs-stream-prefix': role,
              // A container must not stop because its logs can't be sent.
              mode: 'non-blocking',
            },
          },
        },
      ]),
      skipDestroy: true,
      // The revision that a release registered is the newest, and Terraform compares with that.
      trackLatest: true,
    });
    this.arn = definition.arn;
    this.family = definition.family;
    this.containerName = role;
    this.containerPort = containerPort;
  }
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html */
function startingATask({ repositoryArn, logs, secrets }: TaskDefinitionProps): PolicyStatement[] {
  const secretArns = [...new Set(Object.values(secrets).map(({ secretArn }) => secretArn))];
  return [
    { actions: ['ecr:GetAuthorizationToken'], resources: ['*'] },
    {
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [repositoryArn],
    },
    { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [`${logs.arn}:*`] },
    ...(secretArns.length > 0 ? [{ actions: ['secretsmanager:GetSecretValue'], resources: secretArns }] : []),
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

/** By name, so that a plan shows what changed and not what moved. */
function sorted<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
}
