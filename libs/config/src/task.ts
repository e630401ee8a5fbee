import { integer } from './fields';

/** What is set aside for a task. */
export interface TaskSize {
  /** CPU units, of which 1,024 are one vCPU. */
  readonly cpu: number;

  /** MiB. */
  readonly memoryReservation: number;
}

/** What is set aside for tasks of a role where nothing is said: enough for Laravel as it comes. */
const DEFAULT_SIZES = {
  ec2: {
    web: { cpu: 256, memoryReservation: 384 },
    worker: { cpu: 128, memoryReservation: 256 },
    scheduler: { cpu: 64, memoryReservation: 128 },
    migrate: { cpu: 128, memoryReservation: 256 },
  },
  fargate: {
    web: { cpu: 256, memoryReservation: 512 },
    worker: { cpu: 256, memoryReservation: 512 },
    scheduler: { cpu: 256, memoryReservation: 512 },
    migrate: { cpu: 256, memoryReservation: 512 },
  },
} as const satisfies Record<string, Record<string, TaskSize>>;

type Role = keyof typeof DEFAULT_SIZES.ec2;

/** Fills in what nothing is said of: what is set aside depends on what the tasks run on. */
export function withDefaultSizes<
  Config extends { capacity: { launchType: 'ec2' | 'fargate' } } & Record<
    Role,
    { [Field in keyof TaskSize]?: number | undefined }
  >,
>(config: Config) {
  const sizes = DEFAULT_SIZES[config.capacity.launchType];
  const sized = <R extends Role>(role: R) => {
    const { cpu = sizes[role].cpu, memoryReservation = sizes[role].memoryReservation } = config[role];
    return { ...config[role], cpu, memoryReservation } as Omit<Config[R], keyof TaskSize> & TaskSize;
  };
  return {
    ...config,
    web: sized('web'),
    worker: sized('worker'),
    scheduler: sized('scheduler'),
    migrate: sized('migrate'),
  };
}

/** What tasks of every role are given. */
export const taskFields = {
  /**
   * CPU set aside for a task, 1 to 196,608 units, of which 1,024 are one vCPU. On EC2 a task may take more where others leave
   * it; scaling keeps to a share of this. On Fargate it is what the task has. The default depends on role and launch type.
   */
  cpu: integer(1, 196_608, 'CPU units').optional(),

  /**
   * Memory set aside for a task, 64 to 122,880 MiB. On EC2 a soft limit: a task may take more where the instance has it. On
   * Fargate it is what the task has. The default depends on role and launch type.
   */
  memoryReservation: integer(64, 122_880, 'MiB').optional(),

  /** How long a task may take to end once it is asked to, 2 to 120 seconds. Then it is killed. */
  stopTimeout: integer(2, 120, 'seconds').default(30),
};

/** CPU units of Fargate, and the memory that goes with each: from, to and the step between, in MiB. */
const FARGATE_SIZES: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: multiples(1024, 1024, 4096),
  1024: multiples(2048, 1024, 8192),
  2048: multiples(4096, 1024, 16_384),
  4096: multiples(8192, 1024, 30_720),
  8192: multiples(16_384, 4096, 61_440),
  16384: multiples(32_768, 8192, 122_880),
};

/**
 * What is wrong with a task's size on Fargate, which knows but a few; undefined where nothing is.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html
 */
export function fargateSizeProblem({
  cpu,
  memoryReservation,
}: TaskSize): { readonly field: 'cpu' | 'memoryReservation'; readonly message: string } | undefined {
  const memories = FARGATE_SIZES[cpu];
  if (!memories) {
    const known = Object.keys(FARGATE_SIZES).join(', ');
    return { field: 'cpu', message: `is ${cpu}, which Fargate does not have: choose one of ${known}` };
  }
  if (memories.includes(memoryReservation)) {
    return undefined;
  }
  const [first = 0, second = 0] = memories;
  const choice =
    memories.length <= 4 ? memories.join(', ') : `${first} to ${memories.at(-1)} in steps of ${second - first}`;
  return {
    field: 'memoryReservation',
    message: `is ${memoryReservation}, which Fargate does not have for ${cpu} CPU units: choose one of ${choice}`,
  };
}

function multiples(from: number, step: number, to: number): number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
}
