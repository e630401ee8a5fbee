import { ElasticacheParameterGroup } from '@cdktf/provider-aws/lib/elasticache-parameter-group';
import { ElasticacheReplicationGroup } from '@cdktf/provider-aws/lib/elasticache-replication-group';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { SecurityGroups, Vpc } from '@laravel-ecs/network';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { ReplicatedStore, type ReplicatedStoreProps } from './replicated-store';

function build(changes: Partial<ReplicatedStoreProps> = {}, name = 'laravel-dev') {
  let store: ReplicatedStore | undefined;
  const json = synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', { name, region: 'us-east-1', cidr: '10.10.0.0/16' });
    const clients = new SecurityGroups(stack, 'Groups', { vpc }).default;
    store = new ReplicatedStore(stack, 'Sessions', { vpc, clients, ...changes });
  });
  return { json, store: store as ReplicatedStore };
}

describe('ReplicatedStore', () => {
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

  test.each([
    ['redis', '7.1', 'redis7'],
    ['valkey', '8.0', 'valkey8'],
  ] as const)('runs %s %s with parameters of its own', (engine, version, family) => {
    const { json } = build({ engine });
    expect(json).toHaveResourceWithProperties(ElasticacheReplicationGroup, { engine, engine_version: version });
    expect(json).toHaveResourceWithProperties(ElasticacheParameterGroup, { family });
  });

  test('throws out what nobody needed for long when it is full', () => {
    expect(build().json).toHaveResourceWithProperties(ElasticacheParameterGroup, {
      parameter: [{ name: 'maxmemory-policy', value: 'volatile-lru' }],
    });
  });

  test('keeps snapshots where it is told for how long, and one more when it is destroyed', () => {
    const snapshots = { snapshotDays: 7, snapshotWindow: '01:00-02:00', maintenanceWindow: 'sun:03:00-sun:04:00' };
    expect(build(snapshots).json).toHaveResourceWithProperties(ElasticacheReplicationGroup, {
      snapshot_retention_limit: 7,
      snapshot_window: '01:00-02:00',
      maintenance_window: 'sun:03:00-sun:04:00',
      final_snapshot_identifier: 'laravel-dev-sessions-final',
    });
    expect(build({ ...snapshots, removal: 'delete' }).json).not.toContain('final_snapshot_identifier');
    expect(build().json).not.toContain('final_snapshot_identifier');
  });

  test('is encrypted with the key that it is given', () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/1';
    expect(build({ kmsKeyArn }).json).toHaveResourceWithProperties(ElasticacheReplicationGroup, {
      kms_key_id: kmsKeyArn,
    });
  });

  test('has a password that Secrets Manager alone knows: in Terraform it is ephemeral, and no argument of the store', () => {
    const { json, store } = build({ authTokenSecret: 'laravel/dev/sessions' });
    expect(store.secrets).toEqual({ REDIS_PASSWORD: { secretArn: expect.any(String), key: 'password' } });
    const [version] = resourcesOf(json, SecretsmanagerSecretVersion);
    expect(version?.['secret_string_wo']).toContain('${ephemeral.');
    expect(version).not.toHaveProperty('secret_string');
    const [group] = resourcesOf(json, ElasticacheReplicationGroup);
    expect(group).not.toHaveProperty('auth_token');
    expect(group?.['lifecycle']).toEqual({ ignore_changes: ['auth_token', 'auth_token_update_strategy'] });
    expect(build().store.secrets).toEqual({});
  });

  test.each([-1, 36])('refuses snapshots for %p days', (snapshotDays) => {
    expect(() => build({ snapshotDays })).toThrow(
      `snapshotDays must be a whole number from 0 to 35, got ${snapshotDays}`,
    );
  });

  test('lets in its clients alone', () => {
    const rules = resourcesOf(build().json, VpcSecurityGroupIngressRule).filter(
      ({ from_port: port }) => port === ReplicatedStore.PORT,
    );
    expect(rules).toEqual([
      expect.objectContaining({ referenced_security_group_id: expect.stringContaining('Groups_Instances') }),
    ]);
  });

  test('is spoken to by TLS', () => {
    expect(build().store.environment).toEqual({
      SESSION_DRIVER: 'redis',
      REDIS_HOST: expect.stringMatching(/^tls:\/\//),
      REDIS_PORT: '6379',
    });
  });

  test('knows the ids of its nodes, as ElastiCache numbers them', () => {
    expect(build({ nodeCount: 2 }).store.clusterIds).toEqual(['laravel-dev-sessions-001', 'laravel-dev-sessions-002']);
  });

  test.each([0, 7, 1.5])('refuses %p nodes', (nodeCount) => {
    expect(() => build({ nodeCount })).toThrow(`nodeCount must be a whole number from 1 to 6, got ${nodeCount}`);
  });

  test('refuses a name that AWS would refuse', () => {
    expect(() => build({}, 'x'.repeat(32))).toThrow('has 41 characters, AWS allows 40');
  });
});
