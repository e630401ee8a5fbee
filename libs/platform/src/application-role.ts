import { type NetworkMode, TaskDefinition } from '@laravel-ecs/ecs';
import type { CpuArchitecture, EnvironmentConfig } from '@laravel-ecs/config';
import type { SecretField } from '@laravel-ecs/access';
import { ContainerLogs } from '@laravel-ecs/observability';
import { Construct } from 'constructs';

/** What a container of the image is there for. */
export type Role = 'web' | 'worker' | 'scheduler' | 'migrate';

/** What is read of an environment's file, and of that of previews. */
export type ApplicationConfig = Pick<
  EnvironmentConfig,
  | 'project'
  | 'name'
  | 'aws'
  | 'capacity'
  | 'worker'
  | 'scheduler'
  | 'migrate'
  | 'sidecars'
  | 'secrets'
  | 'permissions'
  | 'logs'
  | 'nights'
> & {
  readonly web: Omit<EnvironmentConfig['web'], 'scaling'> & {
    readonly scaling: Partial<EnvironmentConfig['web']['scaling']>;
  };
};

/** What all roles have in common: they are one application, from one image. */
export interface ApplicationSettings {
  /** In front of the names of all that belongs to the application: `laravel-dev`. */
  readonly name: string;

  readonly config: ApplicationConfig;

  /** IPv4 range that the load balancer stands in. */
  readonly trustedProxies: string;

  /** Image to run, by digest, and ARN of the repository that it is pulled from. */
  readonly image: string;
  readonly repositoryArn: string;

  readonly architecture: CpuArchitecture;

  /** Environment variables, and those whose values come from Secrets Manager. */
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretField>>;

  /** ARN of the environment's own key, where it has one. */
  readonly kmsKeyArn: string | undefined;
}

/** User of the image without rights, in the group whose files Laravel may write. */
export const USER = '10001:0';

/** Where Laravel, Apache and PHP write. The rest of the image can't be changed by what runs in it. */
export const WRITABLE_PATHS = ['/app/storage', '/app/bootstrap/cache', '/run', '/tmp'];

/** What one role has that the others do not. */
export interface ApplicationRoleProps {
  /** Port that it listens on. */
  readonly port?: number;

  /** How its tasks reach the network. */
  readonly networkMode?: NetworkMode | undefined;

  /** Environment variables beside those that all roles have. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** How containers of one role run, and where their log goes. */
export class ApplicationRole extends Construct {
  readonly taskDefinition: TaskDefinition;
  readonly logs: ContainerLogs;

  constructor(
    scope: Construct,
    id: string,
    role: Role,
    settings: ApplicationSettings,
    { port, networkMode, environment = {} }: ApplicationRoleProps = {},
  ) {
    super(scope, id);
    const { config, name, image, secrets } = settings;
    const { cpu, memoryReservation, stopTimeout } = config[role];
    const variables = {
      ...settings.environment,
      ...environment,
      // What it has to keep to, since nothing in a container says it.
      STOP_TIMEOUT: String(stopTimeout),
      TASK_MEMORY: String(memoryOfContainer(config, memoryReservation)),
    };
    const twice = config.secrets.find((secret) => secret in variables);
    if (twice) {
      throw new Error(
        `secrets: ${twice} of the environment ${config.name} is set by the platform already: take it out`,
      );
    }
    this.logs = new ContainerLogs(this, 'Logs', {
      name: `/${config.project}/${config.name}/${role}`,
      retentionDays: config.logs.retentionDays,
      kmsKeyArn: settings.kmsKeyArn,
    });
    this.taskDefinition = new TaskDefinition(this, 'Task', {
      family: `${name}-${role}`,
      container: {
        name: role,
        image,
        command: [role],
        cpu,
        memoryReservation,
        stopTimeout,
        port,
        user: USER,
        writablePaths: WRITABLE_PATHS,
        environment: variables,
        secrets,
      },
      sidecars: config.sidecars,
      permissions: config.permissions,
      launchType: config.capacity.launchType,
      networkMode,
      architecture: settings.architecture,
      repositoryArn: settings.repositoryArn,
      logs: { name: this.logs.name, arn: this.logs.arn, region: config.aws.region },
      kmsKeyArn: settings.kmsKeyArn,
    });
  }
}

/** What is left to the application's container, in MiB: on Fargate, sidecars take theirs from what the task has. */
function memoryOfContainer({ capacity, sidecars }: ApplicationConfig, memory: number): number {
  return capacity.launchType === 'ec2'
    ? memory
    : sidecars.reduce((left, { memoryReservation }) => left - memoryReservation, memory);
}
