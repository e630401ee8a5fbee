import type { SessionStore } from '@laravel-ecs/cache';
import type { EnvironmentConfig } from '@laravel-ecs/config';
import type { Database } from '@laravel-ecs/database';
import type { Cluster } from '@laravel-ecs/ecs';
import type { ApplicationLoadBalancer, TargetGroup } from '@laravel-ecs/load-balancer';
import {
  EnvironmentAlarms,
  EnvironmentDashboard,
  FailureEvents,
  MonthlyBudget,
  Notifications,
  PhpErrors,
} from '@laravel-ecs/observability';
import { Construct } from 'constructs';
import type { Application } from './application';

export interface WatchProps {
  /** In front of the names of all that watches: `laravel-prod`. */
  readonly name: string;

  readonly config: EnvironmentConfig;

  /** What is watched, from users to data. */
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly targetGroup: TargetGroup;
  readonly cluster: Cluster;
  readonly database: Database;
  readonly sessions: SessionStore;
}

/** What tells people of an environment that something is wrong, and shows them where. */
export class Watch extends Construct {
  /** Names of the alarms that a bad release sets off. */
  readonly rollbackAlarms: readonly string[];

  readonly #props: WatchProps;
  readonly #topicArn: string;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    this.#props = props;
    const { name, config, cluster, database, sessions } = props;
    const { topicArn } = new Notifications(this, 'Notifications', { name: `${name}-alarms`, ...config.alarms });
    this.#topicArn = topicArn;

    const alarms = new EnvironmentAlarms(this, 'Alarms', {
      name,
      topicArn,
      loadBalancer: this.#loadBalancer,
      cluster: cluster.name,
      database: { ...config.database, identifier: database.identifier, connectionLimit: database.connectionLimit },
      cacheClusters: sessions.clusterIds,
    });
    this.rollbackAlarms = alarms.ofReleases;
    new FailureEvents(this, 'Failures', { name, clusterArn: cluster.arn, topicArn });
    if (config.monthlyBudget !== undefined) {
      new MonthlyBudget(this, 'Budget', {
        name,
        dollars: config.monthlyBudget,
        tag: { key: 'Environment', value: config.name },
        topicArn,
      });
    }
  }

  /** Watches the application as well, which could not be there before its alarms. */
  watchOver({ web }: Application): void {
    const { name, config, cluster, database, sessions } = this.#props;
    new PhpErrors(this, 'PhpErrors', {
      name: `${name}-${web.service.name}`,
      logs: web.logs,
      topicArn: this.#topicArn,
    });
    new EnvironmentDashboard(this, 'Dashboard', {
      name,
      region: config.aws.region,
      loadBalancer: this.#loadBalancer,
      cluster: cluster.name,
      service: web.service.name,
      database: database.identifier,
      cacheClusters: sessions.clusterIds,
    });
  }

  get #loadBalancer() {
    const { loadBalancer, targetGroup } = this.#props;
    return { name: loadBalancer.metricsName, targetGroup: targetGroup.metricsName };
  }
}
