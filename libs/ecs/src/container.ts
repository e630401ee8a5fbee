import type { SecretField } from '@laravel-ecs/access';
import { requireIntegerBetween } from '@laravel-ecs/config';

/** Where a container's log goes. */
export interface LogDestination {
  /** Name and ARN of the log group. */
  readonly name: string;
  readonly arn: string;
  readonly region: string;
}

/** A container of a task, in the words of ECS. */
export interface Container {
  /** Its name within the task: `web`. */
  readonly name: string;

  /** Image to run, by digest. */
  readonly image: string;

  /**
   * Whether the task ends with it.
   *
   * @default true
   */
  readonly essential?: boolean;

  /**
   * What it is told to do, in place of the image's own command.
   *
   * @default the image's
   */
  readonly command?: readonly string[];

  /**
   * CPU set aside, 1 to 196,608 units, of which 1,024 are one vCPU.
   *
   * @default none set aside
   */
  readonly cpu?: number;

  /** Memory set aside, at least 6 MiB. A soft limit: the container may take more where there is more. */
  readonly memoryReservation: number;

  /**
   * Port that it listens on.
   *
   * @default none
   */
  readonly port?: number | undefined;

  /**
   * User and group that it runs as.
   *
   * @default what the image says
   */
  readonly user?: string;

  /**
   * Whether it may write to paths of the image. Where it may not, only {@link Container.writablePaths} can be written.
   *
   * @default true: it may not
   */
  readonly readonlyRootFilesystem?: boolean;

  /**
   * Directories with room of their own, which is empty again in the next task.
   *
   * @default none
   */
  readonly writablePaths?: readonly string[];

  /**
   * How long it may take to end once it is asked to, 2 to 120 seconds. Then it is killed.
   *
   * @default 30
   */
  readonly stopTimeout?: number;

  /**
   * How many files and connections it may have open at once, 1,024 to 1,048,576.
   *
   * @default 65,536
   */
  readonly openFiles?: number;

  /** Environment variables. */
  readonly environment?: Readonly<Record<string, string>>;

  /** Environment variables whose values ECS reads from Secrets Manager as the task starts. */
  readonly secrets?: Readonly<Record<string, SecretField>>;

  /**
   * Makes it the task's log router: the logs of the other containers go to it, and by these options of Fluent Bit's output to
   * where they are kept.
   *
   * @default it is none
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
   */
  readonly logRouter?: Readonly<Record<string, string>> | undefined;
}

/**
 * Where the agent of ECS Exec writes, in every container: without these, a read-only root file system locks it out.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
 */
const ECS_EXEC_PATHS = ['/var/lib/amazon', '/var/log/amazon'];

/** What a container needs to know of its task. */
export interface ContainerSetting {
  readonly logs: LogDestination;

  /** The log router beside it, where there is one. */
  readonly router?: Container | undefined;

  /** In bridge mode, Docker chooses the instance's port. In the others there is but the container's own. */
  readonly networkMode: 'bridge' | 'awsvpc';
}

/**
 * The container as it stands in a task definition.
 *
 * @throws RangeError for a number that can't be
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
 */
export function containerDefinition(container: Container, setting: ContainerSetting): object {
  const { name, image, essential = true, command, cpu, memoryReservation, port, user } = container;
  const { stopTimeout = 30, openFiles = 65_536, readonlyRootFilesystem = true, environment = {} } = container;
  requireIntegerBetween('memoryReservation', memoryReservation, 6, 1_048_576);
  requireIntegerBetween('stopTimeout', stopTimeout, 2, 120);
  requireIntegerBetween('openFiles', openFiles, 1024, 1_048_576);
  if (cpu !== undefined) {
    requireIntegerBetween('cpu', cpu, 1, 196_608);
  }
  if (port !== undefined) {
    requireIntegerBetween('containerPort', port, 1, 65_535);
  }

  return {
    name,
    image,
    essential,
    ...(command && { command }),
    ...(cpu !== undefined && { cpu }),
    memoryReservation,
    ...(user && { user }),
    readonlyRootFilesystem,
    mountPoints: writableVolumes(container).map(({ volume, path }) => ({
      sourceVolume: volume,
      containerPath: path,
      readOnly: false,
    })),
    // A shell as the first process would leave dead children behind, and pass on no signal.
    linuxParameters: { initProcessEnabled: true },
    ulimits: [{ name: 'nofile', softLimit: openFiles, hardLimit: openFiles }],
    stopTimeout,
    portMappings:
      port === undefined
        ? []
        : [{ containerPort: port, hostPort: setting.networkMode === 'bridge' ? 0 : port, protocol: 'tcp' }],
    environment: sorted(environment).map(([key, value]) => ({ name: key, value })),
    secrets: sorted(container.secrets ?? {}).map(([key, { secretArn, key: field }]) => ({
      name: key,
      valueFrom: `${secretArn}:${field}::`,
    })),
    ...logging(container, setting),
  };
}

/** Where a container's log goes: to the log router where there is one, whose own goes where all would go without it. */
function logging({ name, logRouter }: Container, { logs, router }: ContainerSetting): object {
  if (router && !logRouter) {
    return {
      logConfiguration: { logDriver: 'awsfirelens', options: router.logRouter },
      dependsOn: [{ containerName: router.name, condition: 'START' }],
    };
  }
  return {
    logConfiguration: {
      logDriver: 'awslogs',
      options: {
        'awslogs-group': logs.name,
        'awslogs-region': logs.region,
        'awslogs-stream-prefix': name,
        // A container must not stop because its logs can't be sent.
        mode: 'non-blocking',
      },
    },
    ...(logRouter && { firelensConfiguration: { type: 'fluentbit', options: { 'enable-ecs-log-metadata': 'true' } } }),
  };
}

/** The volumes that a container's writable paths are, by name. */
export function writableVolumes({
  name,
  readonlyRootFilesystem = true,
  writablePaths = [],
}: Container): { volume: string; path: string }[] {
  const paths = readonlyRootFilesystem ? [...writablePaths, ...ECS_EXEC_PATHS] : [];
  return paths.map((path) => ({ volume: `${name}${path.replace(/[^A-Za-z0-9]+/g, '-')}`, path }));
}

/** By name, so that a plan shows what changed and not what moved. */
function sorted<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
}
