import { deploymentSchema } from './deployment';
import { integer, object, oneOf, range, text } from './fields';
import { taskFields } from './task';

/** Path that answers 200 whenever a task can serve, without a login. Laravel's own is `/up`. */
export const healthCheckPath = text(
  /^\/[^\s'"\\]{0,1023}$/,
  `a path that begins with '/', without quotes, such as '/up'`,
).default('/up');

/** The service that answers HTTP requests. */
export const webSchema = object({
  ...taskFields,

  /**
   * How tasks reach the network: through their instance, by a port that Docker chooses at random (`bridge`), so that many
   * share a small one; or with an address of their own (`awsvpc`). On Fargate there is only the latter.
   */
  networkMode: oneOf('bridge', 'awsvpc').optional(),

  /** Port that the container listens on. */
  containerPort: integer(1, 65_535, 'port').optional(),

  /** Whether the load balancer talks to tasks in the clear (port 8080, unless another is said) or by TLS (8443). */
  containerProtocol: oneOf('HTTP', 'HTTPS').default('HTTP'),

  /** How many tasks, 1 to 1,000. */
  tasks: range(1, 1000, 'tasks', { min: 1, max: 2 }),

  /** What tasks are started and stopped to keep to. The measure that asks for the most tasks counts. */
  scaling: object({
    /** Use of the CPU that is set aside, in per cent. */
    cpu: integer(1, 100, 'per cent').default(60),
    /** Use of the memory that is set aside, in per cent. */
    memory: integer(1, 100, 'per cent').optional(),
    /** Requests that each task answers in a minute. */
    requestsPerTask: integer(1, 1_000_000, 'requests a minute').optional(),
  }).prefault({}),

  healthCheckPath,

  /** How requests move from one release to the next. */
  deployment: deploymentSchema,
})
  .prefault({})
  .transform(({ containerPort, ...web }) => ({
    ...web,
    containerPort: containerPort ?? (web.containerProtocol === 'HTTPS' ? 8443 : 8080),
  }));
