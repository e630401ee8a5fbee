import {
  type Capacity,
  type Cluster,
  type MeasuredRequests,
  type RequestSource,
  Service,
  ServiceScaling,
  type ServiceProps,
} from '@laravel-ecs/ecs';
import type { DeployedService, DeployedTask } from '@laravel-ecs/config';
import type { ScalingTargets } from '@laravel-ecs/ecs';
import type { ContainerLogs } from '@laravel-ecs/observability';
import { Construct } from 'constructs';
import { ApplicationRole, type ApplicationRoleProps, type ApplicationSettings } from './application-role';
import type { ReleasedImage } from './released-image';

export interface ApplicationProps {
  readonly settings: ApplicationSettings;
  readonly cluster: Cluster;
  readonly capacity: Capacity;
  readonly released: ReleasedImage;

  /** Groups of tasks that have addresses of their own. */
  readonly securityGroups: readonly { readonly id: string }[];

  /** Where requests come from, and what they are measured by. */
  readonly requests: RequestSource & { readonly measured?: MeasuredRequests };

  /** Names of alarms that say a release of the web service went wrong. */
  readonly rollbackAlarms: readonly string[];
}

/**
 * The application: what answers requests, what works off the queue, what starts what is scheduled, and the task that
 * migrates the database before a release.
 */
export class Application extends Construct {
  /** Its services, by role. */
  readonly services: Readonly<Record<string, DeployedService>>;

  /** Its tasks that run once, by role. */
  readonly oneOffTasks: Readonly<Record<string, DeployedTask>>;

  /** The service that answers requests. */
  readonly web: Service;

  /** The logs of its containers, by role. */
  readonly logs: Readonly<Record<string, ContainerLogs>>;

  readonly #props: ApplicationProps;

  constructor(scope: Construct, id: string, props: ApplicationProps) {
    super(scope, id);
    this.#props = props;
    const { config } = props.settings;
    const { web, worker, scheduler } = config;
    const { requestsPerTask } = web.scaling;
    const { measured } = props.requests;

    const answers = this.#service('web', {
      tasks: web.tasks,
      targets: {
        ...web.scaling,
        requestsPerTask: requestsPerTask && measured ? { count: requestsPerTask, ...measured } : undefined,
      },
      task: { port: web.containerPort, networkMode: web.networkMode, environment: answering(props.settings) },
      service: {
        requests: props.requests,
        deployment: web.deployment,
        rollbackAlarms: props.rollbackAlarms,
      },
    });
    const services = {
      web: answers,
      ...(worker.enabled && { worker: this.#service('worker', { tasks: worker.tasks, targets: { cpu: 60 } }) }),
      ...(scheduler.enabled && {
        scheduler: this.#service('scheduler', { tasks: { min: 1, max: 1 }, service: { isSingleton: true } }),
      }),
    };
    const migrate = new ApplicationRole(this, 'Migrate', 'migrate', props.settings);

    this.web = answers.service;
    this.services = mapValues(services, ({ deployed }) => deployed);
    this.oneOffTasks = { migrate: deployedTask(migrate) };
    this.logs = mapValues({ ...services, migrate }, ({ logs }) => logs);
  }

  #service(
    role: 'web' | 'worker' | 'scheduler',
    {
      tasks,
      targets = {},
      task = {},
      service = {},
    }: {
      readonly tasks: { readonly min: number; readonly max: number };
      readonly targets?: ScalingTargets;
      readonly task?: ApplicationRoleProps;
      readonly service?: Partial<ServiceProps>;
    },
  ) {
    const { settings, cluster, capacity, securityGroups, released } = this.#props;
    const id = role.charAt(0).toUpperCase() + role.slice(1);
    const part = new ApplicationRole(this, id, role, settings, task);
    const made = new Service(part, 'Service', {
      name: role,
      cluster,
      capacity,
      taskDefinition: part.taskDefinition,
      securityGroups,
      ...service,
    });
    new ServiceScaling(part, 'Scaling', {
      cluster,
      service: made,
      ...tasks,
      isReleased: released.isReleased,
      targets,
      nights: settings.config.nights,
    });
    return { service: made, logs: part.logs, deployed: { ...deployedTask(part), service: made.name, tasks } };
  }
}

/** How the image's Apache answers: where, by which protocol, and whom it believes who the client is. */
function answering({ config: { web }, trustedProxies }: ApplicationSettings): Record<string, string> {
  const isTls = web.containerProtocol === 'HTTPS';
  return {
    [isTls ? 'HTTPS_PORT' : 'HTTP_PORT']: String(web.containerPort),
    APACHE_TLS: isTls ? 'on' : 'off',
    APACHE_HEALTH_PATH: web.healthCheckPath,
    TRUSTED_PROXIES: trustedProxies,
  };
}

function mapValues<Value, Result>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

/** What releases need to know of a task. */
export function deployedTask({ taskDefinition, logs }: Pick<ApplicationRole, 'taskDefinition' | 'logs'>): DeployedTask {
  return {
    taskFamily: taskDefinition.family,
    container: taskDefinition.containerName,
    logGroup: logs.name,
    networkMode: taskDefinition.networkMode,
  };
}
