import { ElasticacheReplicationGroup } from '@cdktf/provider-aws/lib/elasticache-replication-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { SecurityGroups, Vpc } from '@laravel-ecs/network';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { Redis, type RedisProps } from './redis';

function build(changes: Partial<RedisProps> = {}, name = 'laravel-dev') {
  let redis: Redis | undefined;
  const json = synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', { name, region: 'us-east-1', cidr: '10.10.0.0/16' });
    const clients = new SecurityGroups(stack, 'Groups', { vpc }).default;
    redis = new Redis(stack, 'Sessions', { vpc, clients, ...changes });
  });
  return { json, redis: redis as Redis };
}

describe('Redis', () => {
  test('runs one small node by default, encrypted on disk and on the way', () => {
    expect(build().json).toHaveResourceWithProperties(ElasticacheReplicationGroup, {
      node_type: 'cache.t4g.micro',
      num_cache_clusters: 1,
      automatic_failover_enabled: false,
      multi_az_enabled: false,
      transit_encryption_enabled: true,
      at_rest_encryption_enabled: 'true',
    });
  });

  test('fails over between zones as soon as there is a replica', () => {
    expect(build({ nodeCount: 6, nodeType: 'cache.m7g.large' }).json).toHaveResourceWithProperties(
      ElasticacheReplicationGroup,
      {
        num_cache_clusters: 6,
        node_type: 'cache.m7g.large',
        automatic_failover_enabled: true,
        multi_az_enabled: true,
      },
    );
  });

  test('lets in its clients alone', () => {
    const rules = resourcesOf(build().json, VpcSecurityGroupIngressRule).filter(
      ({ from_port: port }) => port === Redis.PORT,
    );
    expect(rules).toEqual([
      expect.objectContaining({ referenced_security_group_id: expect.stringContaining('Groups_Instances') }),
    ]);
  });

  test('is spoken to by TLS', () => {
    expect(build().redis.environment).toEqual({
      SESSION_DRIVER: 'redis',
      REDIS_HOST: expect.stringMatching(/^tls:\/\//),
      REDIS_PORT: '6379',
    });
  });

  test('knows the ids of its nodes, as ElastiCache numbers them', () => {
    expect(build({ nodeCount: 2 }).redis.clusterIds).toEqual(['laravel-dev-sessions-001', 'laravel-dev-sessions-002']);
  });

  test.each([0, 7, 1.5])('refuses %p nodes', (nodeCount) => {
    expect(() => build({ nodeCount })).toThrow(`nodeCount must be a whole number from 1 to 6, got ${nodeCount}`);
  });

  test('refuses a name that AWS would refuse', () => {
    expect(() => build({}, 'x'.repeat(32))).toThrow('has 41 characters, AWS allows 40');
  });
});
