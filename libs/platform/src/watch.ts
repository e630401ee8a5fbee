import type { SessionStore } from '@laravel-ecs/cache';
import type { EnvironmentConfig } from '@laravel-ecs/config';
import type { Database } from '@laravel-ecs/database';
import type { Cluster, MeasuredRequests } from '@laravel-ecs/ecs';
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
  readonly requests: MeasuredRequests;
  readonly cluster: Cluster;
  readonly database: Database;
  readonly sessions: SessionStore;
}

/** What tells people of an environment that something is wrong, and shows them where. */
export class Watch extends Construct {
  /** Names of the alarms that a bad release sets off. */
  readonly rollbackAlarms: readonly string[];

  /** Name of the budget of previews, where they have one. */
  readonly previewsBudget: string | undefined;

  readonly #props: WatchProps;
  readonly #topicArn: string;

  constructor(scope: Construct, id: string, props: WatchProps) {
    super(scope, id);
    this.#props = props;
    const { name, config, cluster, database } = props;
    const { topicArn } = new Notifications(this, 'Notifications', { name: `${name}-alarms`, ...config.alarms });
    this.#topicArn = topicArn;

    const alarms = new EnvironmentAlarms(this, 'Alarms', {
      name,
      topicArn,
      ...this.#watched(),
      database: { ...config.database, identifier: database.identifier, connectionLimit: database.connectionLimit },
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
    if (config.previews?.monthlyBudget !== undefined) {
      this.previewsBudget = new MonthlyBudget(this, 'PreviewsBudget', {
        name: `${name}-previews`,
        dollars: config.previews.monthlyBudget,
        tag: { key: 'PreviewOf', value: config.name },
        topicArn,
      }).name;
    }
  }

  /** Watches the application as well, which could not be there before its alarms. */
  watchOver({ logs, web }: Application): void {
    const { name, config, database } = this.#props;
    for (const [role, ofRole] of Object.entries(logs)) {
      new PhpErrors(this, `PhpErrors-${role}`, { name: `${name}-${role}`, logs: ofRole, topicArn: this.#topicArn });
    }
    new EnvironmentDashboard(this, 'Dashboard', {
      name,
      region: config.aws.region,
      ...this.#watched(),
      service: web.name,
      database: database.identifier,
    });
  }

  /** What the alarms and the dashboard look at alike. */
  #watched() {
    const { config, requests, cluster, sessions } = this.#props;
    return {
      loadBalancer: { name: requests.loadBalancer, targetGroups: requests.targetGroups },
      cluster: cluster.name,
      hasInstances: config.capacity.launchType === 'ec2',
      cacheClusters: sessions.clusterIds,
    };
  }
}
