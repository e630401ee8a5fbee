import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { type EnvironmentConfig, type Ground, groundParameter, PREVIEW_PORT } from '@laravel-ecs/config';
import type { Database } from '@laravel-ecs/database';
import { placementIn } from '@laravel-ecs/ecs';
import { SecurityGroup, type SecurityGroups, type Vpc } from '@laravel-ecs/network';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import type { Entrance } from './entrance';

export interface PreviewGroundProps {
  readonly config: EnvironmentConfig;
  readonly previews: NonNullable<EnvironmentConfig['previews']>;
  readonly vpc: Vpc;
  readonly groups: SecurityGroups;
  readonly entrance: Entrance;
  readonly database: Database;

  /** ARN of the secret whose values people write. */
  readonly applicationSecret: string;

  /** Name of the budget that all previews share, where they have one. */
  readonly budget: string | undefined;
}

/**
 * What an environment lets previews stand on, and an SSM parameter that says it.
 *
 * Their tasks have a group of their own, which reaches the database and not the session store: nobody asks there who somebody is.
 */
export class PreviewGround extends Construct {
  constructor(scope: Construct, id: string, props: PreviewGroundProps) {
    super(scope, id);
    const { config, previews, vpc, groups, entrance, database, applicationSecret, budget = '' } = props;
    const tasks = new SecurityGroup(this, 'Tasks', { vpc, name: 'previews', description: 'Tasks of previews' });
    tasks.allowFromGroup(groups.web, PREVIEW_PORT, 'Load balancer');
    tasks.allowAllOutbound();
    database.allowFrom(tasks, 'Previews');

    const {
      DB_CONNECTION: connection = '',
      DB_HOST: host = '',
      DB_PORT: port = '',
      DB_USERNAME: username = '',
    } = database.environment;
    const { subnetIds, assignPublicIp } = placementIn(vpc);
    const ground: Ground = {
      version: 1,
      vpc: vpc.id,
      cidr: config.network.cidr,
      subnets: subnetIds,
      assignPublicIp,
      securityGroup: tasks.id,
      listener: entrance.loadBalancer.listenerArn,
      protocol: entrance.protocol,
      domain: previews.domain,
      database: { id: database.resourceId, connection, host, port, username, secret: database.secretArn },
      applicationSecret,
      budget,
    };
    new SsmParameter(this, 'Parameter', {
      name: groundParameter(config.project, config.name),
      description: 'What previews share, for their stacks. Written by Terraform.',
      type: 'String',
      insecureValue: Fn.jsonencode(ground),
    });
  }
}
