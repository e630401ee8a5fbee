import { DataAwsEcrRepository } from '@cdktf/provider-aws/lib/data-aws-ecr-repository';
import { Memcached, Redis, type SessionStore } from '@laravel-ecs/cache';
import type { EnvironmentConfig } from '@laravel-ecs/config';
import { MysqlDatabase } from '@laravel-ecs/database';
import { Cluster, Ec2Capacity, Service, ServiceScaling, TaskDefinition } from '@laravel-ecs/ecs';
import { ApplicationLoadBalancer, TargetGroup } from '@laravel-ecs/load-balancer';
import { type SecurityGroup, SecurityGroups, Vpc } from '@laravel-ecs/network';
import { ContainerLogs } from '@laravel-ecs/observability';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { ApplicationSecret } from './application-secret';
import { AwsStack } from './aws-stack';
import { DeploymentRecord } from './deployment-record';
import { ReleasedImage } from './released-image';
import type { Target } from './target';
import { Watch } from './watch';

/** Role of the containers that answer HTTP requests. */
const WEB = 'web';

/** One environment: all that an application runs on, from the network to its scaling. */
export class EnvironmentStack extends AwsStack {
  constructor(scope: Construct, config: EnvironmentConfig, target: Target) {
    super(scope, config, target);
    const { name: environment, project, aws, web, removal, isProtected } = config;
    const { region } = aws;

    const vpc = new Vpc(this, 'Network', { name: `${project}-${environment}`, region, ...config.network });
    const groups = new SecurityGroups(this, 'SecurityGroups', { vpc, operatorAddresses: config.operatorAddresses });

    const targetGroup = new TargetGroup(this, 'Target', {
      vpc,
      port: web.containerPort,
      healthCheckPath: web.healthCheckPath,
    });
    const loadBalancer = new ApplicationLoadBalancer(this, 'LoadBalancer', {
      vpc,
      securityGroup: groups.web,
      target: targetGroup,
      certificateArn: config.certificateArn,
      isProtected,
    });
    const url = `${config.certificateArn ? 'https' : 'http'}://${config.domain ?? loadBalancer.dnsName}`;

    const clients = groups.default;
    const sessions = this.#sessionStore(config.sessions, { vpc, clients });
    const database = new MysqlDatabase(this, 'Database', {
      vpc,
      clients,
      secretName: `${project}/${environment}/database`,
      removal,
      isProtected,
      ...config.database,
    });
    const application = new ApplicationSecret(this, 'Application', {
      name: `${project}/${environment}/application`,
      keys: ['APP_KEY'],
      removal,
    });

    const cluster = new Cluster(this, 'Cluster', { name: vpc.name });
    const hostGroups = [groups.default, groups.ecsPorts];
    const capacity = new Ec2Capacity(this, 'Capacity', {
      ...config.capacity,
      vpc,
      cluster,
      securityGroups: hostGroups,
      tags: this.tags,
    });

    const repository = new DataAwsEcrRepository(this, 'Repository', { name: project });
    const image = new ReleasedImage(this, 'Image', { parameter: `/${project}/${environment}/image` });
    const logs = new ContainerLogs(this, 'WebLogs', {
      name: `/${project}/${environment}/${WEB}`,
      retentionDays: config.logs.retentionDays,
    });
    const taskDefinition = new TaskDefinition(this, 'WebTask', {
      family: vpc.nameOf(WEB),
      role: WEB,
      image: image.reference,
      repositoryArn: repository.arn,
      architecture: capacity.architecture,
      cpu: web.cpu,
      memoryReservation: web.memoryReservation,
      containerPort: web.containerPort,
      logs: { name: logs.name, arn: logs.arn, region },
      environment: {
        APP_ENV: environment,
        APP_URL: url,
        LOG_CHANNEL: 'stderr',
        ...sessions.environment,
        ...database.environment,
      },
      secrets: { ...application.secrets, ...database.secrets },
    });
    const service = new Service(this, 'Web', {
      name: WEB,
      cluster,
      capacity,
      taskDefinition,
      requests: { targetGroupArn: targetGroup.arn, forwarding: loadBalancer.forwarding },
    });
    new ServiceScaling(this, 'WebScaling', {
      cluster,
      service,
      min: image.onceReleased(web.tasks.min),
      max: web.tasks.max,
    });

    new Watch(this, 'Watch', {
      name: vpc.name,
      config,
      loadBalancer,
      targetGroup,
      cluster,
      web: { service, logs },
      database,
      sessions,
    });

    new DeploymentRecord(this, 'Deployment', {
      parameter: `/${project}/${environment}/deployment`,
      deployment: {
        version: 1,
        project,
        environment,
        region,
        cluster: cluster.name,
        capacityProvider: capacity.capacityProvider,
        imageParameter: image.parameter,
        repository: repository.repositoryUrl,
        subnets: capacity.subnetIds,
        securityGroups: hostGroups.map((group) => group.id),
        applicationSecret: application.arn,
        url,
        services: {
          [WEB]: {
            service: service.name,
            taskFamily: taskDefinition.family,
            container: taskDefinition.containerName,
            logGroup: logs.name,
            tasks: web.tasks,
          },
        },
      },
    });

    new TerraformOutput(this, 'url', { value: url, staticId: true });
    new TerraformOutput(this, 'cluster', { value: cluster.name, staticId: true });
    new TerraformOutput(this, 'repository', { value: repository.repositoryUrl, staticId: true });
  }

  #sessionStore(
    { store, nodeType, nodes: nodeCount }: EnvironmentConfig['sessions'],
    placement: { vpc: Vpc; clients: SecurityGroup },
  ): SessionStore {
    const Store = { memcached: Memcached, redis: Redis }[store];
    return new Store(this, 'Sessions', { ...placement, nodeType, nodeCount });
  }
}
