import { DbInstance } from '@cdktf/provider-aws/lib/db-instance';
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group';
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { EphemeralPassword, type SecretField } from '@laravel-ecs/access';
import { requireIntegerBetween, requireNameWithin, roomForTasks } from '@laravel-ecs/config';
import { SecurityGroup, type Vpc } from '@laravel-ecs/network';
import { Construct } from 'constructs';

export interface MysqlDatabaseProps {
  /** Network whose private subnets hold the database. */
  readonly vpc: Vpc;

  /** Group whose members may connect, and nobody else. */
  readonly clients: SecurityGroup;

  /** Name of the secret that holds the user's name and password, such as `laravel/dev/database`. */
  readonly secretName: string;

  /**
   * Size of the instance.
   *
   * @default 'db.t4g.micro'
   */
  readonly instanceClass?: string;

  /**
   * Size of the disk, 20 to 65,536 GiB.
   *
   * @default 20
   */
  readonly storage?: number;

  /**
   * Whether a standby in another availability zone takes over when the first fails.
   *
   * @default false
   */
  readonly multiAz?: boolean;

  /**
   * Days that daily backups are kept, 0 (none) to 35.
   *
   * @default 7
   */
  readonly backupDays?: number;

  /**
   * What is left when the database is destroyed: a final snapshot and a secret that can be restored for 30 days
   * (`keep`), or nothing.
   *
   * @default 'keep'
   */
  readonly removal?: 'keep' | 'delete';

  /**
   * Whether Terraform and RDS refuse to destroy it.
   *
   * @default false
   */
  readonly isProtected?: boolean;

  /**
   * ARN of the customer's key that data, backups and the secret are encrypted with. Another key replaces the database.
   *
   * @default AWS's own keys
   */
  readonly kmsKeyArn?: string | undefined;

  /**
   * Count this up to have the next apply make a new password, for the database and its secret at once.
   *
   * @default 1
   */
  readonly passwordVersion?: number;
}

/**
 * MySQL 8.4 on RDS, encrypted, in private subnets.
 *
 * The password is made while Terraform runs and handed to RDS and to Secrets Manager through write-only arguments: it is
 * neither in the plan nor in the state.
 *
 * @throws RangeError for a number that can't be, or a name that AWS would refuse
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_MySQL.html
 */
export class MysqlDatabase extends Construct {
  static readonly PORT = 3306;
  static readonly DATABASE = 'app';
  static readonly USER = 'app';

  /** Identifier of the instance. */
  readonly identifier: string;

  /** How many connections it takes, by the memory of its class; undefined for a class whose memory is not known here. */
  readonly connectionLimit: number | undefined;

  /** Environment variables of a container that uses it. */
  readonly environment: Readonly<Record<string, string>>;

  /** Environment variables of such a container that come from Secrets Manager. */
  readonly secrets: Readonly<Record<string, SecretField>>;

  constructor(scope: Construct, id: string, props: MysqlDatabaseProps) {
    super(scope, id);
    const { vpc, clients, secretName, instanceClass = 'db.t4g.micro', storage = 20, multiAz = false } = props;
    const { backupDays = 7, removal = 'keep', isProtected = false, passwordVersion = 1, kmsKeyArn } = props;
    requireIntegerBetween('storage', storage, 20, 65_536);
    requireIntegerBetween('backupDays', backupDays, 0, 35);
    requireIntegerBetween('passwordVersion', passwordVersion, 1, Number.MAX_SAFE_INTEGER);
    const identifier = requireNameWithin('database', vpc.nameOf('database'), 63);

    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      name: 'database',
      description: 'MySQL database',
    });
    securityGroup.allowFromGroup(clients, MysqlDatabase.PORT, 'Instances');

    const password = new EphemeralPassword(this, 'Password');
    const secret = new SecretsmanagerSecret(this, 'Secret', {
      name: secretName,
      description: `User of the MySQL database ${identifier}`,
      kmsKeyId: kmsKeyArn,
      recoveryWindowInDays: removal === 'keep' ? 30 : 0,
    });
    new SecretsmanagerSecretVersion(this, 'SecretVersion', {
      secretId: secret.id,
      secretStringWo: JSON.stringify({ username: MysqlDatabase.USER, password: password.value }),
      secretStringWoVersion: passwordVersion,
    });

    const parameters = new DbParameterGroup(this, 'Parameters', {
      namePrefix: `${identifier}-`,
      family: 'mysql8.4',
      description: `MySQL of ${vpc.name}`,
      parameter: [
        { name: 'long_query_time', value: '1' },
        { name: 'slow_query_log', value: '1' },
      ],
      lifecycle: { createBeforeDestroy: true },
    });
    const instance = new DbInstance(this, 'Instance', {
      identifier,
      engine: 'mysql',
      engineVersion: '8.4',
      instanceClass,
      allocatedStorage: storage,
      storageType: 'gp3',
      storageEncrypted: true,
      kmsKeyId: kmsKeyArn,
      multiAz,
      dbName: MysqlDatabase.DATABASE,
      username: MysqlDatabase.USER,
      passwordWo: password.value,
      passwordWoVersion: passwordVersion,
      dbSubnetGroupName: new DbSubnetGroup(this, 'Subnets', { name: identifier, subnetIds: [...vpc.privateSubnetIds] })
        .name,
      vpcSecurityGroupIds: [securityGroup.id],
      parameterGroupName: parameters.name,
      publiclyAccessible: false,
      backupRetentionPeriod: backupDays,
      copyTagsToSnapshot: true,
      deletionProtection: isProtected,
      ...(isProtected && { lifecycle: { preventDestroy: true } }),
      skipFinalSnapshot: removal === 'delete',
      ...(removal === 'keep' && { finalSnapshotIdentifier: `${identifier}-final` }),
    });

    this.identifier = instance.identifier;
    this.connectionLimit = connectionLimitOf(instanceClass);
    this.environment = {
      DB_CONNECTION: 'mysql',
      DB_HOST: instance.address,
      DB_PORT: String(MysqlDatabase.PORT),
      DB_DATABASE: MysqlDatabase.DATABASE,
      DB_USERNAME: MysqlDatabase.USER,
    };
    this.secrets = { DB_PASSWORD: { secretArn: secret.arn, key: 'password' } };
  }
}

/** Bytes of memory that MySQL's default on RDS counts for each connection. */
const BYTES_PER_CONNECTION = 12_582_880;

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections */
function connectionLimitOf(instanceClass: string): number | undefined {
  const room = roomForTasks(instanceClass.replace(/^db\./, ''));
  return room && Math.floor((room.memory * 1024 ** 2) / BYTES_PER_CONNECTION);
}
