import { ElasticacheCluster } from '@cdktf/provider-aws/lib/elasticache-cluster';
import { ElasticacheParameterGroup } from '@cdktf/provider-aws/lib/elasticache-parameter-group';
import { ElasticacheSubnetGroup } from '@cdktf/provider-aws/lib/elasticache-subnet-group';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { SecurityGroups, Vpc } from '@laravel-ecs/network';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { Memcached, type MemcachedProps } from './memcached';

function build(changes: Partial<MemcachedProps> = {}, name = 'laravel-dev') {
  let environment: Readonly<Record<string, string>> = {};
  const json = synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', { name, region: 'us-east-1', cidr: '10.10.0.0/16' });
    const clients = new SecurityGroups(stack, 'Groups', { vpc }).default;
    environment = new Memcached(stack, 'Sessions', { vpc, clients, ...changes }).environment;
  });
  return { json, environment };
}

describe('Memcached', () => {
  test('runs one small node by default', () => {
    expect(build().json).toHaveResourceWithProperties(ElasticacheCluster, {
      engine: 'memcached',
      node_type: 'cache.t4g.micro',
      num_cache_nodes: 1,
      az_mode: 'single-az',
    });
  });

  test('spreads several nodes over the zones', () => {
    expect(build({ nodeCount: 40, nodeType: 'cache.m7g.large' }).json).toHaveResourceWithProperties(
      ElasticacheCluster,
      {
        node_type: 'cache.m7g.large',
        num_cache_nodes: 40,
        az_mode: 'cross-az',
      },
    );
  });

  test('has a parameter group of its own, so that a parameter can change without a new cluster', () => {
    expect(build().json).toHaveResourceWithProperties(ElasticacheParameterGroup, { family: 'memcached1.6' });
  });

  test('takes sessions of up to 1 MiB, or as large as it is told', () => {
    const limit = (changes: Partial<MemcachedProps>) =>
      resourcesOf(build(changes).json, ElasticacheParameterGroup)[0]?.['parameter'];
    expect(limit({})).toEqual([{ name: 'max_item_size', value: '1048576' }]);
    expect(limit({ maxItemSize: 4 })).toEqual([{ name: 'max_item_size', value: '4194304' }]);
    expect(() => build({ maxItemSize: 0 })).toThrow('maxItemSize must be a whole number from 1 to 1024, got 0');
  });

  test('is changed when nobody needs it', () => {
    expect(build({ maintenanceWindow: 'sun:03:00-sun:04:00' }).json).toHaveResourceWithProperties(ElasticacheCluster, {
      maintenance_window: 'sun:03:00-sun:04:00',
    });
  });

  test('stands in the private subnets and lets in its clients alone', () => {
    const { json } = build();
    const rules = resourcesOf(json, VpcSecurityGroupIngressRule).filter(
      ({ from_port: port }) => port === Memcached.PORT,
    );
    expect(rules).toEqual([
      expect.objectContaining({
        referenced_security_group_id: expect.stringContaining('Groups_Instances'),
        to_port: Memcached.PORT,
      }),
    ]);
    const [subnets] = resourcesOf(json, ElasticacheSubnetGroup);
    expect(subnets?.['subnet_ids']).toEqual([
      expect.stringContaining('Network_PrivateSubnet0'),
      expect.stringContaining('Network_PrivateSubnet1'),
    ]);
  });

  test('tells PHP every node, with its port', () => {
    const { environment } = build({ nodeCount: 2 });
    expect(environment).toEqual({
      SESSION_DRIVER: 'memcached',
      MEMCACHED_SERVERS: expect.stringMatching(/^[^,]+:11211,[^,]+:11211$/),
    });
  });

  test.each([0, 41, 1.5, Number.NaN])('refuses %p nodes', (nodeCount) => {
    expect(() => build({ nodeCount })).toThrow(`nodeCount must be a whole number from 1 to 40, got ${nodeCount}`);
  });

  test('refuses a name that AWS would refuse', () => {
    expect(() => build({}, 'x'.repeat(42))).toThrow('has 51 characters, AWS allows 50');
  });
});
