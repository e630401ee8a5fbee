import { generatePassword, type SecretField } from '@laravel-ecs/access';
import type { DeployedTask, PreviewConfig } from '@laravel-ecs/config';
import { TaskDefinition, type TaskDefinitionProps } from '@laravel-ecs/ecs';
import { ContainerLogs } from '@laravel-ecs/observability';
import { Construct } from 'constructs';
import { deployedTask } from './application';
import { USER, WRITABLE_PATHS } from './application-role';
import type { SharedGround } from './shared-ground';

export interface PreviewDatabaseProps extends Pick<TaskDefinitionProps, 'architecture' | 'repositoryArn'> {
  readonly config: PreviewConfig;

  /** Name of the preview: `pr-fix-login`. */
  readonly preview: string;

  /** Image to run, by digest. */
  readonly image: string;

  readonly ground: SharedGround;
}

/** Where the image has the certificates of RDS, without which PHP does not speak TLS. */
const CERTIFICATES = '/etc/ssl/certs/rds-global-bundle.pem';

/**
 * A database of a preview's own on the server of another environment, with a user of its own, who sees no other.
 *
 * A task that runs once makes and drops both. It alone is handed the password of the server's first user.
 */
export class PreviewDatabase extends Construct {
  /** The task that makes and drops it. */
  readonly task: DeployedTask;

  /** Environment variables of a container that uses it. */
  readonly environment: Readonly<Record<string, string>>;

  /** Environment variables of such a container that come from Secrets Manager. */
  readonly secrets: Readonly<Record<string, SecretField>>;

  constructor(scope: Construct, id: string, props: PreviewDatabaseProps) {
    super(scope, id);
    const { config, preview, image, ground, architecture, repositoryArn } = props;
    const { project, aws } = config;
    const { secretArn } = generatePassword(this, {
      secretName: `${project}/${preview}/database`,
      description: `Password of the database of ${project}-${preview}`,
      removal: 'delete',
    });
    // A name that needs no quotes.
    const name = preview.replaceAll('-', '_');
    this.environment = {
      DB_CONNECTION: ground.database.connection,
      DB_HOST: ground.database.host,
      DB_PORT: ground.database.port,
      DB_DATABASE: name,
      DB_USERNAME: name,
      MYSQL_ATTR_SSL_CA: CERTIFICATES,
    };
    this.secrets = { DB_PASSWORD: { secretArn, key: 'password' } };

    const logs = new ContainerLogs(this, 'Logs', {
      name: `/${project}/${preview}/database`,
      retentionDays: config.logs.retentionDays,
    });
    const { cpu, memoryReservation, stopTimeout } = config.migrate;
    const taskDefinition = new TaskDefinition(this, 'Task', {
      family: `${project}-${preview}-database`,
      container: {
        name: 'database',
        image,
        command: ['database', 'create'],
        cpu,
        memoryReservation,
        stopTimeout,
        user: USER,
        writablePaths: WRITABLE_PATHS,
        environment: { ...this.environment, DB_ADMIN_USERNAME: ground.database.username },
        secrets: { ...this.secrets, DB_ADMIN_PASSWORD: { secretArn: ground.database.secret, key: 'password' } },
      },
      launchType: 'fargate',
      architecture,
      repositoryArn,
      logs: { name: logs.name, arn: logs.arn, region: aws.region },
    });
    this.task = deployedTask({ taskDefinition, logs });
  }
}
