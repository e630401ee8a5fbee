import { ElasticacheCluster } from '@cdktf/provider-aws/lib/elasticache-cluster';
import { ElasticacheParameterGroup } from '@cdktf/provider-aws/lib/elasticache-parameter-group';
import { requireIntegerBetween, requireNameWithin } from '@laravel-ecs/config';
import { Construct } from 'constructs';
import { CachePlacement, type CachePlacementProps } from './cache-placement';
import type { SessionStore } from './session-store';

export interface MemcachedProps extends CachePlacementProps {
  /**
   * Size of each node.
   *
   * @default 'cache.t4g.micro'
   */
  readonly nodeType?: string;

  /**
   * Number of nodes, 1 to 40. Two or more are spread over the availability zones.
   *
   * @default 1
   */
  readonly nodeCount?: number;

  /**
   * Size of the largest session, 1 to 1,024 MiB.
   *
   * @default 1
   */
  readonly maxItemSize?: number;

  /**
   * When AWS may change the nodes, each week, in UTC: `sun:03:00-sun:04:00`.
   *
   * @default AWS chooses
   */
  readonly maintenanceWindow?: string | undefined;
}

const MEBIBYTE = 1024 ** 2;

/**
 * PHP sessions in ElastiCache for Memcached.
 *
 * Memcached does not replicate: a lost node takes its sessions with it, and those users log in again.
 *
 * It speaks no TLS, as the memcached extension of PHP does not: who is not to read along is kept out by the security group.
 *
 * @throws RangeError for a number that can't be, or a name that AWS would refuse
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/WhatIs.html
 */
export class Memcached extends Construct implements SessionStore {
  static readonly PORT = 11211;

  readonly environment: Readonly<Record<string, string>>;
  readonly secrets = {};
  readonly clusterIds: readonly string[];

  constructor(scope: Construct, id: string, props: MemcachedProps) {
    super(scope, id);
    const { vpc, clients, nodeType = 'cache.t4g.micro', nodeCount = 1 } = props;
    const { maxItemSize = 1, maintenanceWindow } = props;
    requireIntegerBetween('nodeCount', nodeCount, 1, 40);
    requireIntegerBetween('maxItemSize', maxItemSize, 1, 1024);

    const clusterId = requireNameWithin('cache cluster', vpc.nameOf('sessions'), 50);
    const placement = new CachePlacement(this, 'Placement', { vpc, clients, port: Memcached.PORT });
    const parameters = new ElasticacheParameterGroup(this, 'Parameters', {
      name: vpc.nameOf('sessions-memcached16'),
      family: 'memcached1.6',
      parameter: [{ name: 'max_item_size', value: String(maxItemSize * MEBIBYTE) }],
    });
    const cluster = new ElasticacheCluster(this, 'Cluster', {
      clusterId,
      engine: 'memcached',
      engineVersion: '1.6.22',
      nodeType,
      numCacheNodes: nodeCount,
      azMode: nodeCount > 1 ? 'cross-az' : 'single-az',
      port: Memcached.PORT,
      parameterGroupName: parameters.name,
      subnetGroupName: placement.subnetGroupName,
      securityGroupIds: placement.securityGroupIds,
      maintenanceWindow,
      applyImmediately: true,
    });

    this.clusterIds = [cluster.clusterId];
    const nodes = Array.from({ length: nodeCount }, (_, index) => cluster.cacheNodes.get(index).address);
    this.environment = {
      SESSION_DRIVER: 'memcached',
      MEMCACHED_SERVERS: nodes.map((address) => `${address}:${Memcached.PORT}`).join(','),
    };
  }
}
