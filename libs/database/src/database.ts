import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DbInstance } from '@cdktf/provider-aws/lib/db-instance';
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group';
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group';
import { SecretsmanagerSecretRotation } from '@cdktf/provider-aws/lib/secretsmanager-secret-rotation';
import { generatePassword, type GeneratedPassword, type SecretField, ServiceRole } from '@laravel-ecs/access';
import { requireIntegerBetween, requireNameWithin, roomForTasks, rotationSchedule } from '@laravel-ecs/config';
import { SecurityGroup, type Vpc } from '@laravel-ecs/network';
import { Construct } from 'constructs';
import { type EngineName, ENGINES, LOGS, PARAMETERS } from './engine';

export interface DatabaseProps {
  /** Network whose private subnets hold the database. */
  readonly vpc: Vpc;

  /** Group whose members may connect, and nobody else. */
  readonly clients: SecurityGroup;

  /** Name of the secret that holds the password, such as `laravel/dev/database`. */
  readonly secretName: string;

  /**
   * What it runs: MySQL 8.4 or MariaDB 11.8.
   *
   * @default 'mysql'
   */
  readonly engine?: EngineName;

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
   * To how many GiB the disk grows by itself when it gets full.
   *
   * @default it does not
   */
  readonly maxStorage?: number | undefined;

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
   * When they are taken, each day, in UTC: `01:00-02:00`.
   *
   * @default AWS chooses
   */
  readonly backupWindow?: string | undefined;

  /**
   * When AWS may change what needs a restart, each week, in UTC: `sun:03:00-sun:04:00`.
   *
   * @default AWS chooses
   */
  readonly maintenanceWindow?: string | undefined;

  /**
   * Whether it is recorded which statements it spends its time on.
   *
   * @default false
   */
  readonly performanceInsights?: boolean;

  /**
   * Seconds between two looks at its operating system: 1, 5, 10, 15, 30, 60, or 0 for none.
   *
   * @default 0
   */
  readonly monitoringInterval?: number;

  /**
   * Days that its logs are kept in CloudWatch.
   *
   * @default they are not handed on
   */
  readonly logRetentionDays?: number;

  /**
   * Snapshot that it begins with, whose user, database and key stay what they are. It counts only when the database is made: later
   * it may stay, change or go.
   *
   * @default an empty database
   */
  readonly restoreFrom?: string | undefined;

  /**
   * Who looks after the password: Terraform makes one that stays, or RDS changes it in the maintenance window, which then has
   * to begin on the hour and to last for one.
   *
   * @default 'terraform'
   */
  readonly password?: 'terraform' | 'rds';

  /**
   * How often a password that RDS looks after is changed.
   *
   * @default 'month'
   */
  readonly passwordRotation?: 'week' | 'month';

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

/** Where the image has the certificates of RDS, without which PHP does not speak TLS. */
const CERTIFICATES = '/etc/ssl/certs/rds-global-bundle.pem';

/**
 * MySQL or MariaDB on RDS, in private subnets, encrypted on disk and on the way.
 *
 * The password is made while Terraform runs and handed to RDS and to Secrets Manager through write-only arguments, or it is
 * RDS's own: it is neither in the plan nor in the state.
 *
 * @throws RangeError for a number that can't be, or a name that AWS would refuse; Error for a window in which RDS can't change its
 * password
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_MySQL.html
 */
export class Database extends Construct {
  static readonly PORT = 3306;
  static readonly DATABASE = 'app';
  static readonly USER = 'app';

  /** Identifier of the instance. */
  readonly identifier: string;

  /** Id that no other instance has, also where another takes its identifier. */
  readonly resourceId: string;

  /** How many connections it takes, by the memory of its class; undefined for a class whose memory is not known here. */
  readonly connectionLimit: number | undefined;

  /** Environment variables of a container that uses it. */
  readonly environment: Readonly<Record<string, string>>;

  /** Environment variables of such a container that come from Secrets Manager. */
  readonly secrets: Readonly<Record<string, SecretField>>;

  /** ARN of the secret with the password. */
  readonly secretArn: string;

  readonly #securityGroup: SecurityGroup;

  constructor(scope: Construct, id: string, props: DatabaseProps) {
    super(scope, id);
    const { vpc, clients, engine = 'mysql', instanceClass = 'db.t4g.micro', storage = 20, multiAz = false } = props;
    const { backupDays = 7, removal = 'keep', isProtected = false, password = 'terraform' } = props;
    const { performanceInsights = false, monitoringInterval = 0, kmsKeyArn, logRetentionDays } = props;
    requireIntegerBetween('storage', storage, 20, 65_536);
    requireIntegerBetween('backupDays', backupDays, 0, 35);
    const identifier = requireNameWithin('database', vpc.nameOf('database'), 63);
    const { version, family, connection } = ENGINES[engine];

    this.#securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      name: 'database',
      description: 'Database',
    });
    this.allowFrom(clients, 'Instances');

    const parameters = new DbParameterGroup(this, 'Parameters', {
      namePrefix: `${identifier}-`,
      family,
      description: `Database of ${vpc.name}`,
      parameter: PARAMETERS.map((parameter) => ({ ...parameter })),
      // A group that is in use can't go: the database takes the new one first, without a restart.
      lifecycle: { createBeforeDestroy: true },
    });
    const own = password === 'terraform' ? this.#password(identifier, props) : undefined;
    const instance = new DbInstance(this, 'Instance', {
      identifier,
      engine,
      engineVersion: version,
      instanceClass,
      allocatedStorage: storage,
      maxAllocatedStorage: props.maxStorage,
      storageType: 'gp3',
      storageEncrypted: true,
      kmsKeyId: kmsKeyArn,
      multiAz,
      ...(props.restoreFrom
        ? { snapshotIdentifier: props.restoreFrom }
        : { dbName: Database.DATABASE, username: Database.USER }),
      ...(own
        ? { passwordWo: own.value, passwordWoVersion: own.version }
        : { manageMasterUserPassword: true, masterUserSecretKmsKeyId: kmsKeyArn }),
      dbSubnetGroupName: new DbSubnetGroup(this, 'Subnets', { name: identifier, subnetIds: [...vpc.privateSubnetIds] })
        .name,
      vpcSecurityGroupIds: [this.#securityGroup.id],
      parameterGroupName: parameters.name,
      publiclyAccessible: false,
      backupRetentionPeriod: backupDays,
      backupWindow: props.backupWindow,
      maintenanceWindow: props.maintenanceWindow,
      copyTagsToSnapshot: true,
      ...(performanceInsights && { performanceInsightsEnabled: true, performanceInsightsKmsKeyId: kmsKeyArn }),
      ...(monitoringInterval > 0 && { monitoringInterval, monitoringRoleArn: this.#monitoringRole(identifier) }),
      ...(logRetentionDays !== undefined && { enabledCloudwatchLogsExports: [...LOGS] }),
      deletionProtection: isProtected,
      // A snapshot, and the names that came with it, count when the database is made: what is said of them later must not replace
      // the data. Nor must the key that it is encrypted with.
      lifecycle: {
        ignoreChanges: ['snapshot_identifier', 'db_name', 'username', ...(props.restoreFrom ? ['kms_key_id'] : [])],
        ...(isProtected && { preventDestroy: true }),
      },
      skipFinalSnapshot: removal === 'delete',
      ...(removal === 'keep' && { finalSnapshotIdentifier: `${identifier}-final` }),
      dependsOn: logRetentionDays === undefined ? [] : this.#logs(identifier, logRetentionDays, kmsKeyArn),
    });

    this.identifier = instance.identifier;
    this.resourceId = instance.resourceId;
    this.connectionLimit = connectionLimitOf(instanceClass);
    this.environment = {
      DB_CONNECTION: connection,
      DB_HOST: instance.address,
      DB_PORT: String(Database.PORT),
      DB_DATABASE: instance.dbName,
      DB_USERNAME: instance.username,
      MYSQL_ATTR_SSL_CA: CERTIFICATES,
    };
    this.secretArn = own?.secretArn ?? instance.masterUserSecret.get(0).secretArn;
    this.secrets = { DB_PASSWORD: { secretArn: this.secretArn, key: 'password' } };
    if (!own) {
      this.#rotate(props);
    }
  }

  /** Lets the members of one more group connect. */
  allowFrom(clients: SecurityGroup, description: string): void {
    this.#securityGroup.allowFromGroup(clients, Database.PORT, description);
  }

  #rotate({ maintenanceWindow = '', passwordRotation = 'month' }: DatabaseProps): void {
    const schedule = rotationSchedule(maintenanceWindow, passwordRotation);
    if (!schedule) {
      throw new Error(
        `maintenanceWindow must begin on the hour and last for one or longer where RDS looks after the password, got '${maintenanceWindow}'`,
      );
    }
    new SecretsmanagerSecretRotation(this, 'Rotation', {
      secretId: this.secretArn,
      // It is as new as the database.
      rotateImmediately: false,
      rotationRules: schedule,
    });
  }

  /** A password that RDS and Secrets Manager alone have. */
  #password(identifier: string, props: DatabaseProps): GeneratedPassword {
    const { secretName, removal = 'keep', isProtected = false, passwordVersion = 1, kmsKeyArn } = props;
    return generatePassword(this, {
      secretName,
      description: `Password of the database ${identifier}`,
      removal,
      isProtected,
      kmsKeyArn,
      version: passwordVersion,
    });
  }

  /** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html */
  #monitoringRole(identifier: string): string {
    return new ServiceRole(this, 'MonitoringRole', {
      name: `${identifier}-monitoring`,
      principal: 'monitoring.rds.amazonaws.com',
      statements: [
        {
          actions: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy'],
          resources: ['arn:*:logs:*:*:log-group:RDS*'],
        },
        {
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams', 'logs:GetLogEvents'],
          resources: ['arn:*:logs:*:*:log-group:RDS*:log-stream:*'],
        },
      ],
    }).arn;
  }

  /** RDS would make the groups itself, and keep what is in them for ever. */
  #logs(identifier: string, retentionInDays: number, kmsKeyId: string | undefined): CloudwatchLogGroup[] {
    return LOGS.map(
      (log) =>
        new CloudwatchLogGroup(this, `Log-${log}`, {
          name: `/aws/rds/instance/${identifier}/${log}`,
          retentionInDays,
          kmsKeyId,
        }),
    );
  }
}

/** Bytes of memory that MySQL's default on RDS counts for each connection. */
const BYTES_PER_CONNECTION = 12_582_880;

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html#RDS_Limits.MaxConnections */
function connectionLimitOf(instanceClass: string): number | undefined {
  const room = roomForTasks(instanceClass.replace(/^db\./, ''));
  return room && Math.floor((room.memory * 1024 ** 2) / BYTES_PER_CONNECTION);
}
