import { ElasticacheReplicationGroup } from '@cdktf/provider-aws/lib/elasticache-replication-group';
import { requireIntegerBetween, requireNameWithin } from '@laravel-ecs/config';
import { Construct } from 'constructs';
import { CachePlacement, type CachePlacementProps } from './cache-placement';
import type { SessionStore } from './session-store';

export interface RedisProps extends CachePlacementProps {
  /**
   * Size of each node.
   *
   * @default 'cache.t4g.micro'
   */
  readonly nodeType?: string;

  /**
   * Number of nodes, 1 to 6: one primary, and replicas in other availability zones that take over from it.
   *
   * @default 1
   */
  readonly nodeCount?: number;

  /**
   * ARN of the customer's key that what is on disk is encrypted with. Another key replaces the nodes.
   *
   * @default AWS's own key
   */
  readonly kmsKeyArn?: string | undefined;
}

/**
 * PHP sessions in ElastiCache for Redis, encrypted on disk and on the way.
 *
 * @throws RangeError for a number of nodes that can't be, or a name that AWS would refuse
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html
 */
export class Redis extends Construct implements SessionStore {
  static readonly PORT = 6379;

  readonly environment: Readonly<Record<string, string>>;
  readonly clusterIds: readonly string[];

  constructor(scope: Construct, id: string, props: RedisProps) {
    super(scope, id);
    const { vpc, clients, nodeType = 'cache.t4g.micro', nodeCount = 1, kmsKeyArn } = props;
    requireIntegerBetween('nodeCount', nodeCount, 1, 6);

    const replicationGroupId = requireNameWithin('replication group', vpc.nameOf('sessions'), 40);
    const placement = new CachePlacement(this, 'Placement', { vpc, clients, port: Redis.PORT });
    const replicated = nodeCount > 1;
    const group = new ElasticacheReplicationGroup(this, 'Group', {
      replicationGroupId,
      description: `PHP sessions of ${vpc.name}`,
      engine: 'redis',
      engineVersion: '7.1',
      nodeType,
      numCacheClusters: nodeCount,
      automaticFailoverEnabled: replicated,
      multiAzEnabled: replicated,
      atRestEncryptionEnabled: 'true',
      kmsKeyId: kmsKeyArn,
      transitEncryptionEnabled: true,
      port: Redis.PORT,
      parameterGroupName: 'default.redis7',
      subnetGroupName: placement.subnetGroupName,
      securityGroupIds: placement.securityGroupIds,
      applyImmediately: true,
    });

    // ElastiCache numbers the clusters of a group so.
    this.clusterIds = Array.from({ length: nodeCount }, (_, node) => `${replicationGroupId}-00${node + 1}`);
    this.environment = {
      SESSION_DRIVER: 'redis',
      REDIS_HOST: `tls://${group.primaryEndpointAddress}`,
      REDIS_PORT: String(Redis.PORT),
    };
  }
}
