import { ElasticacheParameterGroup } from '@cdktf/provider-aws/lib/elasticache-parameter-group';
import { ElasticacheReplicationGroup } from '@cdktf/provider-aws/lib/elasticache-replication-group';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { EphemeralPassword, type SecretField } from '@laravel-ecs/access';
import { requireIntegerBetween, requireNameWithin } from '@laravel-ecs/config';
import { Construct } from 'constructs';
import { CachePlacement, type CachePlacementProps } from './cache-placement';
import type { SessionStore } from './session-store';

export interface ReplicatedStoreProps extends CachePlacementProps {
  /**
   * What the nodes run.
   *
   * @default 'valkey', which costs a fifth less than Redis and speaks as it does
   */
  readonly engine?: 'redis' | 'valkey';

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
   * Name of a secret with a password that clients must give, such as `laravel/prod/sessions`. ElastiCache has to be told it once
   * by hand, since Terraform could do that only by writing it to its state.
   *
   * @default none: who is in the network may connect
   */
  readonly authTokenSecret?: string | undefined;

  /**
   * For how many days daily snapshots are kept, 0 (none) to 35.
   *
   * @default 0
   */
  readonly snapshotDays?: number;

  /**
   * When they are taken, in UTC: `01:00-02:00`.
   *
   * @default AWS chooses
   */
  readonly snapshotWindow?: string | undefined;

  /**
   * When AWS may change the nodes, each week, in UTC: `sun:03:00-sun:04:00`.
   *
   * @default AWS chooses
   */
  readonly maintenanceWindow?: string | undefined;

  /**
   * What is left when the store is destroyed: a last snapshot, where there are any (`keep`), or nothing. A secret can be
   * restored for 30 days with `keep`.
   *
   * @default 'keep'
   */
  readonly removal?: 'keep' | 'delete';

  /**
   * Whether Terraform refuses to destroy the secret.
   *
   * @default false
   */
  readonly isProtected?: boolean;

  /**
   * ARN of the customer's key that what is on disk is encrypted with. Another key replaces the nodes.
   *
   * @default AWS's own key
   */
  readonly kmsKeyArn?: string | undefined;
}

/** Versions that ElastiCache runs, and the families of their parameters. */
const ENGINES = {
  redis: { engineVersion: '7.1', family: 'redis7' },
  valkey: { engineVersion: '8.0', family: 'valkey8' },
} as const;

/**
 * PHP sessions in ElastiCache for Valkey or Redis, encrypted on disk and on the way.
 *
 * @throws RangeError for a number that can't be, or a name that AWS would refuse
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Replication.html
 */
export class ReplicatedStore extends Construct implements SessionStore {
  static readonly PORT = 6379;

  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretField>>;
  readonly clusterIds: readonly string[];

  constructor(scope: Construct, id: string, props: ReplicatedStoreProps) {
    super(scope, id);
    const { vpc, clients, engine = 'valkey', nodeType = 'cache.t4g.micro', nodeCount = 1, kmsKeyArn } = props;
    const { snapshotDays = 0, removal = 'keep' } = props;
    requireIntegerBetween('nodeCount', nodeCount, 1, 6);
    requireIntegerBetween('snapshotDays', snapshotDays, 0, 35);

    const { engineVersion, family } = ENGINES[engine];
    const replicationGroupId = requireNameWithin('replication group', vpc.nameOf('sessions'), 40);
    const placement = new CachePlacement(this, 'Placement', { vpc, clients, port: ReplicatedStore.PORT });
    const replicated = nodeCount > 1;
    const group = new ElasticacheReplicationGroup(this, 'Group', {
      replicationGroupId,
      description: `PHP sessions of ${vpc.name}`,
      engine,
      engineVersion,
      nodeType,
      numCacheClusters: nodeCount,
      automaticFailoverEnabled: replicated,
      multiAzEnabled: replicated,
      atRestEncryptionEnabled: 'true',
      kmsKeyId: kmsKeyArn,
      transitEncryptionEnabled: true,
      port: ReplicatedStore.PORT,
      parameterGroupName: new ElasticacheParameterGroup(this, 'Parameters', {
        name: vpc.nameOf(`sessions-${family}`),
        family,
        // A session that is thrown out logs somebody out: rather those that nobody needed for long.
        parameter: [{ name: 'maxmemory-policy', value: 'volatile-lru' }],
      }).name,
      subnetGroupName: placement.subnetGroupName,
      securityGroupIds: placement.securityGroupIds,
      snapshotRetentionLimit: snapshotDays,
      snapshotWindow: props.snapshotWindow,
      maintenanceWindow: props.maintenanceWindow,
      ...(snapshotDays > 0 && removal === 'keep' && { finalSnapshotIdentifier: `${replicationGroupId}-final` }),
      applyImmediately: true,
      // The token is ElastiCache's and Secrets Manager's; Terraform would write it to its state.
      ...(props.authTokenSecret && { lifecycle: { ignoreChanges: ['auth_token', 'auth_token_update_strategy'] } }),
    });

    // ElastiCache numbers the clusters of a group so.
    this.clusterIds = Array.from({ length: nodeCount }, (_, node) => `${replicationGroupId}-00${node + 1}`);
    this.environment = {
      SESSION_DRIVER: 'redis',
      REDIS_HOST: `tls://${group.primaryEndpointAddress}`,
      REDIS_PORT: String(ReplicatedStore.PORT),
    };
    this.secrets = props.authTokenSecret ? this.#token(props.authTokenSecret, props) : {};
  }

  /** A token that Terraform makes up and forgets: Secrets Manager alone has it. */
  #token(
    name: string,
    { removal = 'keep', isProtected = false, kmsKeyArn }: ReplicatedStoreProps,
  ): Record<string, SecretField> {
    const secret = new SecretsmanagerSecret(this, 'Secret', {
      name,
      description: 'Password of the session store',
      kmsKeyId: kmsKeyArn,
      recoveryWindowInDays: removal === 'keep' ? 30 : 0,
      ...(isProtected && { lifecycle: { preventDestroy: true } }),
    });
    new SecretsmanagerSecretVersion(this, 'SecretVersion', {
      secretId: secret.id,
      secretStringWo: JSON.stringify({ password: new EphemeralPassword(this, 'Token').value }),
      secretStringWoVersion: 1,
    });
    return { REDIS_PASSWORD: { secretArn: secret.arn, key: 'password' } };
  }
}
