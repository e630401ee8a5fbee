import { DataAwsEcrRepository } from '@cdktf/provider-aws/lib/data-aws-ecr-repository';
import { PREVIEW_PORT, PREVIEW_PREFIX, type PreviewConfig, previewName, previewRepository } from '@laravel-ecs/config';
import { Cluster, FargateCapacity } from '@laravel-ecs/ecs';
import { ListenerRule, TargetGroup } from '@laravel-ecs/load-balancer';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { Application } from './application';
import type { ApplicationConfig } from './application-role';
import { ApplicationSecret } from './application-secret';
import { AwsStack } from './aws-stack';
import { DeploymentRecord } from './deployment-record';
import { PreviewDatabase } from './preview-database';
import { ReleasedImage } from './released-image';
import { SharedGround } from './shared-ground';
import type { Target } from './target';

/** Which preview it is. */
export interface PreviewIdentity {
  /** Branch that it shows. */
  readonly branch: string;

  /** Priority of its rule at the listener, from 1. */
  readonly rule: number;
}

/** What AWS does not take in the value of a tag, and how many characters it takes. */
const NOT_IN_TAGS = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
const TAG_LENGTH = 256;

/**
 * A preview of a branch: a cluster of its own on Fargate spot, in the network and behind the load balancer of an environment, with a
 * database of its own on that environment's server. It is deployed, released to and looked at as an environment is.
 */
export class PreviewStack extends AwsStack {
  constructor(scope: Construct, config: PreviewConfig, { branch, rule }: PreviewIdentity, target: Target) {
    const preview = previewName(branch);
    const { project, aws, of, permissionsBoundary } = config;
    const tags = { ...config.tags, PreviewOf: of, Branch: tagValue(branch) };
    super(scope, { name: preview, project, aws, tags, permissionsBoundary }, target);
    const name = `${project}-${preview}`;
    const ground = new SharedGround(this, 'Ground', { project, of });
    const host = `${preview.slice(PREVIEW_PREFIX.length)}.${ground.domain}`;
    const url = `${ground.protocol}://${host}`;

    const targetGroup = new TargetGroup(this, 'Target', {
      vpc: { id: ground.vpcId, nameOf: (thing) => `${name}-${thing}` },
      port: PREVIEW_PORT,
      targetType: 'ip',
      healthCheckPath: config.web.healthCheckPath,
      // Nobody waits for a preview to say goodbye.
      deregistrationDelay: 5,
    });
    const { forwarding } = new ListenerRule(this, 'Rule', {
      listenerArn: ground.listenerArn,
      range: 'preview',
      index: rule - 1,
      hosts: [host],
      action: { forwardTo: targetGroup },
    });

    const cluster = new Cluster(this, 'Cluster', { name, containerInsights: false });
    const capacity = new FargateCapacity(this, 'Capacity', { ...config.capacity, cluster, placement: ground });
    const repository = new DataAwsEcrRepository(this, 'Repository', { name: previewRepository(project) });
    const released = new ReleasedImage(this, 'Image', { prefix: `/${project}/${preview}` });
    const image = { image: released.reference, repositoryArn: repository.arn, architecture: capacity.architecture };
    const database = new PreviewDatabase(this, 'Database', { config, preview, ground, ...image });
    const secret = new ApplicationSecret(this, 'Application', {
      name: `${project}/${preview}/application`,
      keys: ['APP_KEY', ...config.secrets],
      removal: 'delete',
    });
    const app = new Application(this, 'App', {
      settings: {
        name,
        config: applicationConfig(config, preview),
        trustedProxies: ground.cidr,
        ...image,
        environment: {
          APP_ENV: preview,
          APP_URL: url,
          LOG_CHANNEL: 'stderr',
          // Of its own, as all its data is.
          SESSION_DRIVER: 'database',
          CACHE_STORE: 'database',
          ...database.environment,
        },
        secrets: { ...secret.secrets, ...database.secrets },
        kmsKeyArn: undefined,
      },
      cluster,
      capacity,
      released,
      securityGroups: [ground.securityGroup],
      requests: { targetGroupArn: targetGroup.arn, forwarding },
      rollbackAlarms: [],
    });

    new DeploymentRecord(this, 'Deployment', {
      parameter: `/${project}/${preview}/deployment`,
      deployment: {
        version: 1,
        project,
        environment: preview,
        region: aws.region,
        cluster: cluster.name,
        capacityProvider: capacity.capacityProvider,
        ...released.names,
        repository: repository.repositoryUrl,
        subnets: capacity.subnetIds,
        securityGroups: [ground.securityGroup.id],
        assignPublicIp: capacity.assignPublicIp,
        applicationSecret: secret.arn,
        url,
        services: app.services,
        oneOffTasks: { ...app.oneOffTasks, database: database.task },
      },
    });
    new TerraformOutput(this, 'url', { value: url, staticId: true });
  }
}

/** A branch, as far as it can be the value of a tag. */
function tagValue(branch: string): string {
  return Array.from(branch.replace(NOT_IN_TAGS, '_')).slice(0, TAG_LENGTH).join('').trim();
}

/** What the application is told, in the words of an environment. */
function applicationConfig(config: PreviewConfig, name: string): ApplicationConfig {
  return { ...config, name, nights: undefined };
}
