import {
  CreateCacheClusterCommand,
  CreateCacheParameterGroupCommand,
  CreateCacheSubnetGroupCommand,
  CreateReplicationGroupCommand,
  DecreaseReplicaCountCommand,
  DeleteCacheClusterCommand,
  DeleteCacheParameterGroupCommand,
  DeleteCacheSubnetGroupCommand,
  DeleteReplicationGroupCommand,
  DescribeCacheClustersCommand,
  DescribeCacheParameterGroupsCommand,
  DescribeCacheParametersCommand,
  DescribeCacheSubnetGroupsCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
  IncreaseReplicaCountCommand,
  ListTagsForResourceCommand,
  ModifyCacheClusterCommand,
  ModifyCacheParameterGroupCommand,
  ModifyCacheSubnetGroupCommand,
  ModifyReplicationGroupCommand,
  ResetCacheParameterGroupCommand,
} from '@aws-sdk/client-elasticache';
import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { type Connect, contract, given, unique } from './contract';

/** Cache names end at 20 characters in some calls: short, and nothing else's. */
const short = (name: string) =>
  unique(name)
    .replaceAll(/[^a-z0-9]/g, '')
    .slice(-18)
    .replace(/^\d*/, 'c');

async function parameterGroup(connect: Connect) {
  const cache = connect(ElastiCacheClient);
  const CacheParameterGroupName = unique('group');
  const { CacheParameterGroup } = await cache.send(
    new CreateCacheParameterGroupCommand({
      CacheParameterGroupName,
      CacheParameterGroupFamily: 'memcached1.6',
      Description: 'x',
      Tags: [{ Key: 'Project', Value: 'laravel' }],
    }),
  );
  const setByUser = async () => {
    const { Parameters } = await cache.send(
      new DescribeCacheParametersCommand({ CacheParameterGroupName, Source: 'user' }),
    );
    return Parameters?.map(({ ParameterName, ParameterValue }) => `${ParameterName}=${ParameterValue}`);
  };
  return { cache, CacheParameterGroupName, arn: given(CacheParameterGroup).ARN, setByUser };
}

/** A group of the first of two subnets. */
async function subnetGroup(connect: Connect) {
  const ec2 = connect(EC2Client);
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const VpcId = given(given(Vpc).VpcId);
  const subnet = async (CidrBlock: string) => {
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock }));
    return given(given(Subnet).SubnetId);
  };
  const subnets = [await subnet('10.0.0.0/24'), await subnet('10.0.1.0/24')];
  const cache = connect(ElastiCacheClient);
  const CacheSubnetGroupName = unique('subnets');
  await cache.send(
    new CreateCacheSubnetGroupCommand({
      CacheSubnetGroupName,
      CacheSubnetGroupDescription: 'x',
      SubnetIds: subnets.slice(0, 1),
    }),
  );
  return { cache, CacheSubnetGroupName, subnets };
}

async function memcached(connect: Connect, NumCacheNodes = 2) {
  const cache = connect(ElastiCacheClient);
  const CacheClusterId = short('sessions');
  await cache.send(
    new CreateCacheClusterCommand({
      CacheClusterId,
      Engine: 'memcached',
      CacheNodeType: 'cache.t4g.micro',
      NumCacheNodes,
      AZMode: 'cross-az',
    }),
  );
  const described = async () => {
    const which = { CacheClusterId, ShowCacheNodeInfo: true };
    return given((await cache.send(new DescribeCacheClustersCommand(which))).CacheClusters?.[0]);
  };
  return { cache, CacheClusterId, described };
}

async function redis(connect: Connect) {
  const cache = connect(ElastiCacheClient);
  const ReplicationGroupId = short('redis');
  await cache.send(
    new CreateReplicationGroupCommand({
      ReplicationGroupId,
      ReplicationGroupDescription: 'x',
      Engine: 'redis',
      EngineVersion: '7.1',
      CacheNodeType: 'cache.t4g.micro',
      NumCacheClusters: 2,
      AutomaticFailoverEnabled: true,
    }),
  );
  const described = async () =>
    given((await cache.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId }))).ReplicationGroups?.[0]);
  return { cache, ReplicationGroupId, described };
}

describe('ElastiCache', () => {
  contract('makes, changes, sets back and deletes a parameter group', async (connect) => {
    const { cache, CacheParameterGroupName, setByUser } = await parameterGroup(connect);
    const { CacheParameterGroups } = await cache.send(
      new DescribeCacheParameterGroupsCommand({ CacheParameterGroupName }),
    );
    expect(CacheParameterGroups).toMatchObject([{ CacheParameterGroupFamily: 'memcached1.6' }]);

    const ParameterNameValues = [{ ParameterName: 'max_item_size', ParameterValue: '2097152' }];
    await cache.send(new ModifyCacheParameterGroupCommand({ CacheParameterGroupName, ParameterNameValues }));
    expect(await setByUser()).toEqual(['max_item_size=2097152']);
    await cache.send(new ResetCacheParameterGroupCommand({ CacheParameterGroupName, ParameterNameValues }));
    expect(await setByUser()).toEqual([]);

    await cache.send(new DeleteCacheParameterGroupCommand({ CacheParameterGroupName }));
    await expect(setByUser()).rejects.toThrow('not found');
  });

  contract('knows the tags of a parameter group', async (connect) => {
    const { cache, arn } = await parameterGroup(connect);
    const { TagList } = await cache.send(new ListTagsForResourceCommand({ ResourceName: arn }));
    expect(TagList).toEqual([{ Key: 'Project', Value: 'laravel' }]);
  });

  contract('gives a subnet group another subnet', async (connect) => {
    const { cache, CacheSubnetGroupName, subnets } = await subnetGroup(connect);
    await cache.send(new ModifyCacheSubnetGroupCommand({ CacheSubnetGroupName, SubnetIds: subnets }));
    const { CacheSubnetGroups } = await cache.send(new DescribeCacheSubnetGroupsCommand({ CacheSubnetGroupName }));
    // AWS gives them in no order.
    const now = new Set(CacheSubnetGroups?.[0]?.Subnets?.map(({ SubnetIdentifier }) => SubnetIdentifier));
    expect(now).toEqual(new Set(subnets));
    expect(CacheSubnetGroups).toMatchObject([{ CacheSubnetGroupDescription: 'x' }]);
  });

  contract('deletes a subnet group', async (connect) => {
    const { cache, CacheSubnetGroupName } = await subnetGroup(connect);
    await cache.send(new DeleteCacheSubnetGroupCommand({ CacheSubnetGroupName }));
  });

  contract('makes memcached with nodes that can be reached', async (connect) => {
    const { described } = await memcached(connect);
    const { CacheNodes, ConfigurationEndpoint } = await described();
    expect(CacheNodes?.map(({ Endpoint }) => Endpoint?.Port)).toEqual([11211, 11211]);
    expect(new Set(CacheNodes?.map(({ Endpoint }) => Endpoint?.Address)).size).toBe(2);
    expect(ConfigurationEndpoint).toMatchObject({ Port: 11211 });
  });

  contract('gives memcached another node', async (connect) => {
    const { cache, CacheClusterId, described } = await memcached(connect);
    await cache.send(new ModifyCacheClusterCommand({ CacheClusterId, NumCacheNodes: 3 }));
    expect((await described()).CacheNodes).toHaveLength(3);
  });

  contract('forgets memcached that is deleted', async (connect) => {
    const { cache, CacheClusterId, described } = await memcached(connect);
    await cache.send(new DeleteCacheClusterCommand({ CacheClusterId }));
    await expect(described()).rejects.toThrow(/not found/i);
  });

  contract('makes Redis with as many members as are asked for', async (connect) => {
    const { cache, described } = await redis(connect);
    const { MemberClusters = [] } = await described();
    expect(MemberClusters).toHaveLength(2);
    const { CacheClusters } = await cache.send(new DescribeCacheClustersCommand({ CacheClusterId: MemberClusters[0] }));
    expect(CacheClusters).toMatchObject([{ Engine: 'redis', EngineVersion: '7.1.0' }]);
  });

  contract('makes Valkey, whose members say what they run', async (connect) => {
    const cache = connect(ElastiCacheClient);
    const ReplicationGroupId = unique('valkey');
    const { ReplicationGroup } = await cache.send(
      new CreateReplicationGroupCommand({
        ReplicationGroupId,
        ReplicationGroupDescription: 'x',
        Engine: 'valkey',
        EngineVersion: '8.0',
        CacheNodeType: 'cache.t4g.micro',
        NumCacheClusters: 2,
        AutomaticFailoverEnabled: true,
      }),
    );
    const [CacheClusterId] = given(given(ReplicationGroup).MemberClusters);
    const { CacheClusters } = await cache.send(new DescribeCacheClustersCommand({ CacheClusterId }));
    expect(CacheClusters).toEqual([expect.objectContaining({ Engine: 'valkey', ReplicationGroupId })]);
  });

  contract('changes Redis, and gives it another replica', async (connect) => {
    const { cache, ReplicationGroupId, described } = await redis(connect);
    await cache.send(new ModifyReplicationGroupCommand({ ReplicationGroupId, SnapshotRetentionLimit: 3 }));
    expect(await described()).toMatchObject({ SnapshotRetentionLimit: 3 });
    await cache.send(
      new IncreaseReplicaCountCommand({ ReplicationGroupId, NewReplicaCount: 2, ApplyImmediately: true }),
    );
    expect((await described()).MemberClusters).toHaveLength(3);
  });

  contract('takes a replica from Redis', async (connect) => {
    const { cache, ReplicationGroupId, described } = await redis(connect);
    await cache.send(
      new DecreaseReplicaCountCommand({ ReplicationGroupId, NewReplicaCount: 0, ApplyImmediately: true }),
    );
    const { MemberClusters = [] } = await described();
    expect(MemberClusters).toHaveLength(1);
  });

  contract('forgets Redis that is deleted', async (connect) => {
    const { cache, ReplicationGroupId, described } = await redis(connect);
    await cache.send(new DeleteReplicationGroupCommand({ ReplicationGroupId }));
    await expect(described()).rejects.toThrow(/not found/i);
  });
});
