import { Construct } from 'constructs';
import { createAlarm, type AlarmProps, type Metric } from './alarm';

export interface EnvironmentAlarmsProps {
  /** In front of the alarms' names: `laravel-prod`. */
  readonly name: string;

  /** Topic that is told. */
  readonly topicArn: string;

  /** The load balancer and its target group, by the names that they have in CloudWatch. */
  readonly loadBalancer: { readonly name: string; readonly targetGroup: string };

  /** Name of the ECS cluster. */
  readonly cluster: string;

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
    this.#cluster();
    this.#database();
    this.#sessions();
  }

  #requests(): string[] {
    const { name, targetGroup } = this.#props.loadBalancer;
    const metric = (metricName: string, statistic: string): Metric => ({
      namespace: 'AWS/ApplicationELB',
      name: metricName,
      dimensions: { LoadBalancer: name, ...(!metricName.includes('ELB_5XX') && { TargetGroup: targetGroup }) },
      statistic,
    });
    this.#alarm('NoHealthyTarget', {
      description: 'No task answers its health check: nobody is served. Look at the newest release and at the logs.',
      watched: metric('HealthyHostCount', 'Maximum'),
      wrong: 'below',
      threshold: 1,
      minutes: 2,
    });
    const serverErrors = this.#alarm('ServerErrors', {
      description: 'More than 5 % of the requests end with an error of the server. Look at the logs for exceptions.',
      watched: {
        expression: '100 * (FILL(application, 0) + FILL(balancer, 0)) / (requests + FILL(balancer, 0))',
        metrics: {
          application: metric('HTTPCode_Target_5XX_Count', 'Sum'),
          balancer: metric('HTTPCode_ELB_5XX_Count', 'Sum'),
          requests: metric('RequestCount', 'Sum'),
        },
      },
      wrong: 'above',
      threshold: 5,
      minutes: 5,
    });
    const slowResponses = this.#alarm('SlowResponses', {
      description: 'One request in twenty takes longer than 2 s. Look at the slow query log and at the CPU.',
      watched: metric('TargetResponseTime', 'p95'),
      wrong: 'above',
      threshold: 2,
      minutes: 10,
    });
    return [serverErrors, slowResponses];
  }

  #cluster(): void {
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
