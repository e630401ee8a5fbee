import { DataAwsEcrRepository } from '@cdktf/provider-aws/lib/data-aws-ecr-repository';
import { EncryptionKey } from '@laravel-ecs/access';
import { Memcached, ReplicatedStore, type SessionStore } from '@laravel-ecs/cache';
import type { EnvironmentConfig } from '@laravel-ecs/config';
import { Database, PasswordRollout } from '@laravel-ecs/database';
import { type Capacity, Cluster, Ec2Capacity, FargateCapacity, placementIn } from '@laravel-ecs/ecs';
import { SecurityGroup, SecurityGroups, Vpc } from '@laravel-ecs/network';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { Application } from './application';
import { ApplicationSecret } from './application-secret';
import { AwsStack } from './aws-stack';
import { DeploymentRecord } from './deployment-record';
import { Entrance } from './entrance';
import { PreviewGround } from './preview-ground';
import { ReleasedImage } from './released-image';
import { acceptRisk } from './security/accepted-risk';
import type { Target } from './target';
import { Watch } from './watch';

/** One environment: all that an application runs on, from the network to its scaling. */
export class EnvironmentStack extends AwsStack {
  constructor(scope: Construct, config: EnvironmentConfig, target: Target) {
    super(scope, config, target);
    const { name: environment, project, aws, removal, isProtected } = config;
    const { region } = aws;
    const name = `${project}-${environment}`;
    const kmsKeyArn =
      config.encryptionKey === 'own'
        ? new EncryptionKey(this, 'EncryptionKey', { name, region, isProtected }).arn
        : undefined;
    if (config.web.deployment.strategy !== 'rolling') {
      this.requireProvider('6.21.0');
    }

    const vpc = new Vpc(this, 'Network', {
      ...config.network,
      name,
      region,
      tags: this.tags,
      flowLogs: config.network.flowLogs ? { retentionDays: config.logs.retentionDays, kmsKeyArn } : undefined,
    });
    const groups = new SecurityGroups(this, 'SecurityGroups', { vpc, operatorAddresses: config.operatorAddresses });

    const entrance = new Entrance(this, 'Entrance', { config, vpc, groups });
    const { loadBalancer, targetGroup, url } = entrance;
    const measured = {
      loadBalancer: loadBalancer.metricsName,
      targetGroups: entrance.targetGroups.map(({ metricsName }) => metricsName),
    };

    const clients = groups.default;
    const sessions = this.#sessionStore(config, { vpc, clients, kmsKeyArn });
    const database = new Database(this, 'Database', {
      vpc,
      clients,
      secretName: `${project}/${environment}/database`,
      removal,
      isProtected,
      kmsKeyArn,
      logRetentionDays: config.logs.retentionDays,
      ...config.database,
    });
    const application = new ApplicationSecret(this, 'Application', {
      name: `${project}/${environment}/application`,
      keys: ['APP_KEY', ...config.secrets],
      removal,
      isProtected,
      kmsKeyArn,
    });

    const cluster = new Cluster(this, 'Cluster', { name: vpc.name });
    const capacity = this.#capacity(config, { vpc, cluster, groups, kmsKeyArn });

    const watch = new Watch(this, 'Watch', {
      name: vpc.name,
      config,
      requests: measured,
      cluster,
      database,
      sessions,
    });
    const repository = new DataAwsEcrRepository(this, 'Repository', { name: project });
    const released = new ReleasedImage(this, 'Image', { prefix: `/${project}/${environment}` });
    const taskGroups = [groups.default, ...this.#groupsOfTasks(config, vpc, groups)];
    const app = new Application(this, 'App', {
      settings: {
        name: vpc.name,
        config,
        trustedProxies: config.network.cidr,
        image: released.reference,
        repositoryArn: repository.arn,
        architecture: capacity.architecture,
        environment: {
          APP_ENV: environment,
          APP_URL: url,
          LOG_CHANNEL: 'stderr',
          ...sessions.environment,
          ...database.environment,
        },
        secrets: { ...application.secrets, ...database.secrets, ...sessions.secrets },
        kmsKeyArn,
      },
      cluster,
      capacity,
      released,
      securityGroups: taskGroups,
      requests: {
        targetGroupArn: targetGroup.arn,
        forwarding: loadBalancer.forwarding,
        blueGreen: entrance.blueGreen,
        measured,
      },
      rollbackAlarms: watch.rollbackAlarms,
    });
    watch.watchOver(app);
    if (config.database.password === 'rds') {
      new PasswordRollout(this, 'PasswordRollout', {
        name,
        region,
        secretArn: database.secretArn,
        cluster: cluster.name,
        services: Object.values(app.services).map(({ service }) => service),
      });
    }

    new DeploymentRecord(this, 'Deployment', {
      parameter: `/${project}/${environment}/deployment`,
      deployment: {
        version: 1,
        project,
        environment,
        region,
        cluster: cluster.name,
        capacityProvider: capacity.capacityProvider,
        ...released.names,
        repository: repository.repositoryUrl,
        subnets: capacity.subnetIds,
        securityGroups: taskGroups.map((group) => group.id),
        assignPublicIp: capacity.assignPublicIp,
        applicationSecret: application.arn,
        url,
        services: app.services,
        oneOffTasks: app.oneOffTasks,
      },
    });

    if (config.previews) {
      new PreviewGround(this, 'Previews', {
        config,
        previews: config.previews,
        vpc,
        groups,
        entrance,
        database,
        applicationSecret: application.arn,
        budget: watch.previewsBudget,
      });
    }

    new TerraformOutput(this, 'url', { value: url, staticId: true });
    new TerraformOutput(this, 'cluster', { value: cluster.name, staticId: true });
    new TerraformOutput(this, 'repository', { value: repository.repositoryUrl, staticId: true });
  }

  #capacity(
    { capacity, nights }: EnvironmentConfig,
    where: { vpc: Vpc; cluster: Cluster; groups: SecurityGroups; kmsKeyArn: string | undefined },
  ): Capacity {
    const { groups, ...placement } = where;
    const { vpc, cluster } = placement;
    return capacity.launchType === 'fargate'
      ? new FargateCapacity(this, 'Capacity', { cluster, placement: placementIn(vpc), ...capacity })
      : new Ec2Capacity(this, 'Capacity', {
          ...placement,
          ...capacity,
          securityGroups: [groups.default, groups.ecsPorts],
          nights,
          tags: this.tags,
        });
  }

  /** Tasks with addresses of their own are reached on the container's port, and not by way of an instance. */
  #groupsOfTasks({ capacity, web }: EnvironmentConfig, vpc: Vpc, groups: SecurityGroups): SecurityGroup[] {
    if (capacity.launchType === 'ec2' && web.networkMode !== 'awsvpc') {
      return [];
    }
    const tasks = new SecurityGroup(this, 'Tasks', {
      vpc,
      name: 'tasks',
      description: 'Tasks, from the load balancer',
    });
    tasks.allowFromGroup(groups.web, web.containerPort, 'Port of the container');
    return [tasks];
  }

  #sessionStore(
    { project, name, sessions, removal, isProtected }: EnvironmentConfig,
    placement: { vpc: Vpc; clients: SecurityGroup; kmsKeyArn: string | undefined },
  ): SessionStore {
    const settings = { ...sessions, ...placement, nodeCount: sessions.nodes };
    if (settings.store !== 'memcached') {
      return new ReplicatedStore(this, 'Sessions', {
        ...settings,
        engine: settings.store,
        removal,
        isProtected,
        authTokenSecret: settings.authToken ? `${project}/${name}/sessions` : undefined,
      });
    }
    const memcached = new Memcached(this, 'Sessions', settings);
    acceptRisk(
      memcached,
      'encrypted',
      'The memcached extension of PHP speaks no TLS. Memcached writes to no disk, and its security group lets in the instances alone.',
    );
    return memcached;
  }
}
