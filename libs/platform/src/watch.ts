import type { SessionStore } from '@laravel-ecs/cache';
import type { EnvironmentConfig } from '@laravel-ecs/config';
import type { MysqlDatabase } from '@laravel-ecs/database';
import type { Cluster, Service } from '@laravel-ecs/ecs';
import type { ApplicationLoadBalancer, TargetGroup } from '@laravel-ecs/load-balancer';
import {
  type ContainerLogs,
  EnvironmentAlarms,
  EnvironmentDashboard,
  FailureEvents,
  MonthlyBudget,
  Notifications,
  PhpErrors,
} from '@laravel-ecs/observability';
import { Construct } from 'constructs';

export interface WatchProps {
  /** In front of the names of all that watches: `laravel-prod`. */
  readonly name: string;

  readonly config: EnvironmentConfig;

  /** What is watched, from users to data. */
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly targetGroup: TargetGroup;
  readonly cluster: Cluster;
  readonly web: { readonly service: Service; readonly logs: ContainerLogs };
  readonly database: MysqlDatabase;
  readonly sessions: SessionStore;
}

/** What tells people of an environment that something is wrong, and shows them where. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, { name, config, ...watched }: WatchProps) {
    super(scope, id);
    const { cluster, web, database, sessions } = watched;
    const loadBalancer = { name: watched.loadBalancer.metricsName, targetGroup: watched.targetGroup.metricsName };
    const { topicArn } = new Notifications(this, 'Notifications', { name: `${name}-alarms`, ...config.alarms });

    new EnvironmentAlarms(this, 'Alarms', {
      name,
      topicArn,
      loadBalancer,
      cluster: cluster.name,
      database: { ...config.database, identifier: database.identifier, connectionLimit: database.connectionLimit },
      cacheClusters: sessions.clusterIds,
    });
    new FailureEvents(this, 'Failures', { name, clusterArn: cluster.arn, topicArn });
    new PhpErrors(this, 'PhpErrors', { name: `${name}-${web.service.name}`, logs: web.logs, topicArn });
    new EnvironmentDashboard(this, 'Dashboard', {
      name,
      region: config.aws.region,
      loadBalancer,
      cluster: cluster.name,
      service: web.service.name,
      database: database.identifier,
      cacheClusters: sessions.clusterIds,
    });
    if (config.monthlyBudget !== undefined) {
      new MonthlyBudget(this, 'Budget', {
        name,
        dollars: config.monthlyBudget,
        tag: { key: 'Environment', value: config.name },
        topicArn,
      });
    }
  }
}
