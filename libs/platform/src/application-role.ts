import { type NetworkMode, TaskDefinition } from '@laravel-ecs/ecs';
import type { CpuArchitecture, EnvironmentConfig } from '@laravel-ecs/config';
import type { SecretField } from '@laravel-ecs/access';
import { ContainerLogs } from '@laravel-ecs/observability';
import { Construct } from 'constructs';

/** What a container of the image is there for. */
export type Role = 'web' | 'worker' | 'scheduler' | 'migrate';

/** What all roles have in common: they are one application, from one image. */
export interface ApplicationSettings {
  /** In front of the names of all that belongs to the application: `laravel-dev`. */
  readonly name: string;

  readonly config: EnvironmentConfig;

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
const USER = '10001:0';

/** Where Laravel, Apache and PHP write. The rest of the image can't be changed by what runs in it. */
const WRITABLE_PATHS = ['/app/storage', '/app/bootstrap/cache', '/run', '/tmp'];

/** How containers of one role run, and where their log goes. */
export class ApplicationRole extends Construct {
  readonly taskDefinition: TaskDefinition;
  readonly logs: ContainerLogs;

  constructor(
    scope: Construct,
    id: string,
    role: Role,
    settings: ApplicationSettings,
    { port, networkMode }: { readonly port?: number; readonly networkMode?: NetworkMode | undefined } = {},
  ) {
    super(scope, id);
    const { config, name, image, environment, secrets } = settings;
    const { cpu, memoryReservation, stopTimeout } = config[role];
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
        environment,
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
