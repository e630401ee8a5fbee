import { Construct } from 'constructs';
import { createAlarm, type AlarmProps, type Metric } from './alarm';

export interface EnvironmentAlarmsProps {
  /** In front of the alarms' names: `laravel-prod`. */
  readonly name: string;

  /** Topic that is told. */
  readonly topicArn: string;

  /**
   * The load balancer and its target groups, by the names that they have in CloudWatch: one group, or the two that a deployment
   * moves requests between.
   */
  readonly loadBalancer: { readonly name: string; readonly targetGroups: readonly string[] };

  /** Name of the ECS cluster. */
  readonly cluster: string;

  /**
   * Whether the cluster has instances, which can run out of room. Fargate does not.
   *
   * @default true
   */
  readonly hasInstances?: boolean;

  /** The database, its disk in GiB, and how many connections it takes, where that is known. */
  readonly database: {
    readonly identifier: string;
    readonly storage: number;
    readonly connectionLimit: number | undefined;
  };

  /** Ids of the session store's cache clusters. */
  readonly cacheClusters: readonly string[];
}

/** Connections, out of a hundred, that are too many. */
const CONNECTIONS_PERCENT = 80;

/** Parts of the disk, out of a hundred, that are too few to be left. */
const DISK_LEFT_PERCENT = 10;

const GIB = 1024 ** 3;

/**
 * The alarms that matter: each says that users are hurt, or soon will be, and by what.
 *
 * @throws RangeError for a name that AWS would refuse
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Best_Practice_Recommended_Alarms_AWS_Services.html
 */
export class EnvironmentAlarms extends Construct {
  /** Names of those that a bad release sets off, so that ECS rolls it back. */
  readonly ofReleases: readonly string[];

  readonly #props: EnvironmentAlarmsProps;

  constructor(scope: Construct, id: string, props: EnvironmentAlarmsProps) {
    super(scope, id);
    this.#props = props;
    this.ofReleases = this.#requests();
    if (props.hasInstances ?? true) {
      this.#instances();
    }
    this.#database();
    this.#sessions();
  }

  #requests(): string[] {
    this.#alarm('NoHealthyTarget', {
      description: 'No task answers its health check: nobody is served. Look at the newest release and at the logs.',
      // A group without targets has no value. Where none has one, nothing is meant to run, and that is no outage.
      watched: this.#largest('HealthyHostCount', 'Maximum', -1),
      wrong: 'below',
      threshold: 1,
      minutes: 2,
    });
    const errors = this.#ofGroups('errors', 'HTTPCode_Target_5XX_Count', 'Sum');
    const requests = this.#ofGroups('requests', 'RequestCount', 'Sum');
    const serverErrors = this.#alarm('ServerErrors', {
      description: 'More than 5 % of the requests end with an error of the server. Look at the logs for exceptions.',
      watched: {
        expression: `100 * (${sum(errors)} + FILL(balancer, 0)) / (${sum(requests)} + FILL(balancer, 0))`,
        metrics: {
          ...errors,
          ...requests,
          // The load balancer's own errors reached no target group.
          balancer: this.#ofLoadBalancer('HTTPCode_ELB_5XX_Count', 'Sum'),
        },
      },
      wrong: 'above',
      threshold: 5,
      minutes: 5,
    });
    const slowResponses = this.#alarm('SlowResponses', {
      description: 'One request in twenty takes longer than 2 s. Look at the slow query log and at the CPU.',
      watched: this.#largest('TargetResponseTime', 'p95', 0),
      wrong: 'above',
      threshold: 2,
      minutes: 10,
    });
    return [serverErrors, slowResponses];
  }
  #ofLoadBalancer(name: string, statistic: string, targetGroup?: string): Metric {
    const dimensions = {
      LoadBalancer: this.#props.loadBalancer.name,
      ...(targetGroup && { TargetGroup: targetGroup }),
    };
    return { namespace: 'AWS/ApplicationELB', name, dimensions, statistic };
  }

  /** A metric of each target group, by names for an expression: `errors0`, `errors1`. */
  #ofGroups(id: string, name: string, statistic: string): Record<string, Metric> {
    const groups = this.#props.loadBalancer.targetGroups;
    return Object.fromEntries(
      groups.map((group, index) => [`${id}${index}`, this.#ofLoadBalancer(name, statistic, group)]),
    );
  }

  /** The largest value that a target group has, whichever has the requests now; a group without counts as `absent`. */
  #largest(name: string, statistic: string, absent: number): AlarmProps['watched'] {
    const metrics = this.#ofGroups('group', name, statistic);
    const [first, ...others] = Object.values(metrics);
    if (first && others.length === 0) {
      return first;
    }
    const filled = Object.keys(metrics).map((id) => `FILL(${id}, ${absent})`);
    return { expression: `ABS(MAX([${filled.join(', ')}]))`, metrics };
  }

  #instances(): void {
    for (const [id, resource] of Object.entries({ Cpu: 'CPU', Memory: 'Memory' })) {
      this.#alarm(`${id}Reservation`, {
        description: `The instances have hardly any ${resource} left for tasks, and no more come: raise capacity.instances.max.`,
        watched: {
          namespace: 'AWS/ECS',
          name: `${resource}Reservation`,
          dimensions: { ClusterName: this.#props.cluster },
          statistic: 'Average',
        },
        wrong: 'above',
        threshold: 95,
        minutes: 15,
      });
    }
  }

  #database(): void {
    const { identifier, storage, connectionLimit } = this.#props.database;
    const metric = (name: string, statistic: string): Metric => ({
      namespace: 'AWS/RDS',
      name,
      dimensions: { DBInstanceIdentifier: identifier },
      statistic,
    });
    this.#alarm('DatabaseStorage', {
      description: `Less than ${DISK_LEFT_PERCENT} % of the database's disk is free: once it is full, the database stops.`,
      watched: metric('FreeStorageSpace', 'Minimum'),
      wrong: 'below',
      threshold: (storage * GIB * DISK_LEFT_PERCENT) / 100,
      minutes: 5,
    });
    if (connectionLimit !== undefined) {
      this.#alarm('DatabaseConnections', {
        description: `The database has more than ${CONNECTIONS_PERCENT} % of the connections that it takes. Look for work that does not end.`,
        watched: metric('DatabaseConnections', 'Maximum'),
        wrong: 'above',
        threshold: Math.floor((connectionLimit * CONNECTIONS_PERCENT) / 100),
        minutes: 5,
      });
    }
  }

  #sessions(): void {
    for (const [index, clusterId] of this.#props.cacheClusters.entries()) {
      this.#alarm(`SessionEvictions${index}`, {
        description: 'The session store is full and throws sessions out: users are logged out. Take larger nodes.',
        watched: {
          namespace: 'AWS/ElastiCache',
          name: 'Evictions',
          dimensions: { CacheClusterId: clusterId },
          statistic: 'Sum',
        },
        wrong: 'above',
        threshold: 0,
        minutes: 5,
      });
    }
  }

  #alarm(id: string, props: Omit<AlarmProps, 'name' | 'topicArn'>): string {
    const { name, topicArn } = this.#props;
    const words = id.replace(/([a-z])([A-Z0-9])/g, '$1-$2').toLowerCase();
    return createAlarm(this, id, { ...props, name: `${name}-${words}`, topicArn }).alarmName;
  }
}

/** The sum of metrics, where a minute without a value counts as 0. */
function sum(metrics: Readonly<Record<string, Metric>>): string {
  return Object.keys(metrics)
    .map((id) => `FILL(${id}, 0)`)
    .join(' + ');
}
