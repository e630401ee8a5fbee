import { integer, object, range, text } from './fields';

/** The service that answers HTTP requests. */
export const webSchema = object({
  /**
   * CPU set aside for a task, 1 to 196,608 units, of which 1,024 are one vCPU. A task may take more where others leave
   * it; scaling keeps to a share of this.
   */
  cpu: integer(1, 196_608, 'CPU units').default(256),

  /** Memory set aside for a task, 64 to 122,880 MiB. A soft limit: a task may take more where the instance has it. */
  memoryReservation: integer(64, 122_880, 'MiB').default(384),

  /** Port that the container listens on. The port on the instance is chosen at random for each task. */
  containerPort: integer(1, 65_535, 'port').default(8080),

  /** How many tasks, 1 to 1,000. */
  tasks: range(1, 1000, 'tasks', { min: 1, max: 2 }),

  /** Path that answers 200 whenever a task can serve, without a login. Laravel's own is `/up`. */
  healthCheckPath: text(/^\/\S{0,1023}$/, `a path that begins with '/', such as '/up'`).default('/up'),
}).prefault({});
