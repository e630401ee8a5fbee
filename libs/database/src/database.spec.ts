import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DbInstance } from '@cdktf/provider-aws/lib/db-instance';
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group';
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretRotation } from '@cdktf/provider-aws/lib/secretsmanager-secret-rotation';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { SecurityGroups, Vpc } from '@laravel-ecs/network';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { Database, type DatabaseProps } from './database';

function build(changes: Partial<DatabaseProps> = {}, name = 'laravel-dev') {
  let database: Database | undefined;
  const json = synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', { name, region: 'us-east-1', cidr: '10.10.0.0/16' });
    const clients = new SecurityGroups(stack, 'Groups', { vpc }).default;
    database = new Database(stack, 'Database', { vpc, clients, secretName: 'laravel/dev/database', ...changes });
  });
  return { json, database: database as Database };
}

describe('Database', () => {
  test('is small, encrypted and closed to the internet by default', () => {
    expect(build().json).toHaveResourceWithProperties(DbInstance, {
      engine: 'mysql',
      engine_version: '8.4',
      instance_class: 'db.t4g.micro',
      allocated_storage: 20,
      multi_az: false,
      storage_encrypted: true,
      publicly_accessible: false,
      backup_retention_period: 7,
    });
  });

  test('takes another size, a standby and longer backups', () => {
    expect(
      build({ instanceClass: 'db.r8g.large', storage: 100, multiAz: true, backupDays: 35 }).json,
    ).toHaveResourceWithProperties(DbInstance, {
      instance_class: 'db.r8g.large',
      allocated_storage: 100,
      multi_az: true,
      backup_retention_period: 35,
    });
  });

  test('stands in the private subnets and lets in its clients alone', () => {
    const { json } = build();
    const [subnets] = resourcesOf(json, DbSubnetGroup);
    expect(JSON.stringify(subnets)).not.toContain('PublicSubnet');
    const rules = resourcesOf(json, VpcSecurityGroupIngressRule).filter(({ to_port: port }) => port === Database.PORT);
    expect(rules).toEqual([
      expect.objectContaining({
        from_port: 3306,
        referenced_security_group_id: expect.stringContaining('Groups_Instances'),
      }),
    ]);
  });

  test('hands an ephemeral password to RDS and to its secret, by write-only arguments alone', () => {
    const { json } = build({ passwordVersion: 3 });
    const [ephemeral] = Object.entries(JSON.parse(json).ephemeral.aws_secretsmanager_random_password);
    expect(ephemeral?.[1]).toEqual({ password_length: 32, exclude_punctuation: true });
    const password = `\${ephemeral.aws_secretsmanager_random_password.${ephemeral?.[0]}.random_password}`;

    const [instance] = resourcesOf(json, DbInstance);
    expect(instance).toMatchObject({ password_wo: password, password_wo_version: 3 });
    expect(instance).not.toHaveProperty('password');

    const [version] = resourcesOf(json, SecretsmanagerSecretVersion);
    expect(JSON.parse(String(version?.['secret_string_wo']))).toEqual({ password });
    expect(version).toMatchObject({ secret_string_wo_version: 3 });
    expect(version).not.toHaveProperty('secret_string');
  });

  test.each([
    ['mysql', '8.4', 'mysql8.4'],
    ['mariadb', '11.8', 'mariadb11.8'],
  ] as const)('runs %s %s, and Laravel knows', (engine, version, family) => {
    const { json, database } = build({ engine });
    expect(json).toHaveResourceWithProperties(DbInstance, { engine, engine_version: version });
    expect(json).toHaveResourceWithProperties(DbParameterGroup, { family });
    expect(database.environment).toMatchObject({ DB_CONNECTION: engine });
  });

  test('speaks TLS alone, and Laravel knows whom to trust', () => {
    const { json, database } = build();
    const [group] = resourcesOf(json, DbParameterGroup);
    expect(group?.['parameter']).toContainEqual({ name: 'require_secure_transport', value: '1' });
    expect(database.environment).toMatchObject({ MYSQL_ATTR_SSL_CA: '/etc/ssl/certs/rds-global-bundle.pem' });
  });

  test('is changed and backed up when it is told, and grows', () => {
    const windows = { backupWindow: '01:00-02:00', maintenanceWindow: 'sun:03:00-sun:04:00' };
    expect(build({ ...windows, maxStorage: 100 }).json).toHaveResourceWithProperties(DbInstance, {
      backup_window: '01:00-02:00',
      maintenance_window: 'sun:03:00-sun:04:00',
      max_allocated_storage: 100,
    });
  });

  test('is looked at as closely as it is told', () => {
    const { json } = build({ performanceInsights: true, monitoringInterval: 60 });
    expect(json).toHaveResourceWithProperties(DbInstance, {
      performance_insights_enabled: true,
      monitoring_interval: 60,
      monitoring_role_arn: expect.stringContaining('MonitoringRole'),
    });
    const [unwatched] = resourcesOf(build().json, DbInstance);
    for (const property of ['performance_insights_enabled', 'monitoring_interval', 'monitoring_role_arn']) {
      expect(unwatched).not.toHaveProperty(property);
    }
  });

  test('hands its logs on to groups that are there before it, and do not keep them for ever', () => {
    const { json } = build({ logRetentionDays: 14 });
    expect(resourcesOf(json, CloudwatchLogGroup)).toEqual([
      expect.objectContaining({ name: '/aws/rds/instance/laravel-dev-database/error', retention_in_days: 14 }),
      expect.objectContaining({ name: '/aws/rds/instance/laravel-dev-database/slowquery', retention_in_days: 14 }),
    ]);
    expect(resourcesOf(json, DbInstance)[0]).toMatchObject({
      enabled_cloudwatch_logs_exports: ['error', 'slowquery'],
      depends_on: [expect.stringContaining('Log-error'), expect.stringContaining('Log-slowquery')],
    });
  });

  test('begins with a snapshot, whose change or end later does not replace the data', () => {
    const [instance] = resourcesOf(build({ restoreFrom: 'before-the-move' }).json, DbInstance);
    expect(instance).toMatchObject({
      snapshot_identifier: 'before-the-move',
      lifecycle: { ignore_changes: ['snapshot_identifier', 'db_name', 'username', 'kms_key_id'] },
    });
    expect(instance).not.toHaveProperty('db_name');
    expect(instance).not.toHaveProperty('username');
    const [later] = resourcesOf(build().json, DbInstance);
    expect(later).toMatchObject({ lifecycle: { ignore_changes: ['snapshot_identifier', 'db_name', 'username'] } });
  });

  test('leaves its password to RDS, where it is told so, and has it changed when nobody needs it', () => {
    const { json, database } = build({
      password: 'rds',
      maintenanceWindow: 'sun:03:00-sun:04:00',
      passwordRotation: 'week',
    });
    const [instance] = resourcesOf(json, DbInstance);
    expect(instance).toMatchObject({ manage_master_user_password: true });
    expect(instance).not.toHaveProperty('password_wo');
    expect(resourcesOf(json, SecretsmanagerSecret)).toEqual([]);
    expect(json).toHaveResourceWithProperties(SecretsmanagerSecretRotation, {
      rotation_rules: { schedule_expression: 'cron(0 3 ? * SUN *)', duration: '1h' },
      rotate_immediately: false,
    });
    expect(database.secretArn).toEqual(expect.any(String));
    expect(resourcesOf(build().json, SecretsmanagerSecretRotation)).toEqual([]);
  });

  test('is encrypted with the key that it is given, and so are its secret and its logs', () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/1';
    const { json } = build({ kmsKeyArn, logRetentionDays: 7, performanceInsights: true });
    expect(json).toHaveResourceWithProperties(DbInstance, {
      kms_key_id: kmsKeyArn,
      performance_insights_kms_key_id: kmsKeyArn,
    });
    expect(json).toHaveResourceWithProperties(SecretsmanagerSecret, { kms_key_id: kmsKeyArn });
    expect(json).toHaveResourceWithProperties(CloudwatchLogGroup, { kms_key_id: kmsKeyArn });
  });

  test('leaves a snapshot and a secret that can be restored, unless it is told to leave nothing', () => {
    expect(build().json).toHaveResourceWithProperties(DbInstance, {
      skip_final_snapshot: false,
      final_snapshot_identifier: 'laravel-dev-database-final',
    });
    expect(build().json).toHaveResourceWithProperties(SecretsmanagerSecret, { recovery_window_in_days: 30 });

    const { json } = build({ removal: 'delete' });
    expect(json).toHaveResourceWithProperties(DbInstance, { skip_final_snapshot: true });
    expect(json).toHaveResourceWithProperties(SecretsmanagerSecret, { recovery_window_in_days: 0 });
  });

  test('refuses to be destroyed where it is protected, by Terraform and by RDS', () => {
    expect(build({ isProtected: true }).json).toHaveResourceWithProperties(DbInstance, {
      deletion_protection: true,
      lifecycle: expect.objectContaining({ prevent_destroy: true }),
    });
    expect(build().json).toHaveResourceWithProperties(DbInstance, { deletion_protection: false });
  });

  test('knows how many connections it takes, where its memory is known', () => {
    const limit = (instanceClass: string) => build({ instanceClass }).database.connectionLimit;
    expect(limit('db.t4g.micro')).toBe(76);
    expect(limit('db.r8g.large')).toBe(1228);
    expect(limit('db.x2g.large')).toBeUndefined();
  });

  test('replaces its parameter group before the old one goes', () => {
    expect(build().json).toHaveResourceWithProperties(DbParameterGroup, {
      family: 'mysql8.4',
      name_prefix: 'laravel-dev-database-',
      lifecycle: { create_before_destroy: true },
    });
  });

  test('tells Laravel where it is, and ECS where the password is', () => {
    const { environment, secrets } = build().database;
    expect(environment).toMatchObject({
      DB_CONNECTION: 'mysql',
      DB_PORT: '3306',
    });
    expect(Object.keys(environment)).not.toContain('DB_PASSWORD');
    expect(secrets).toEqual({ DB_PASSWORD: { secretArn: expect.any(String), key: 'password' } });
  });

  test.each<[string, Partial<DatabaseProps>, string]>([
    ['a disk too small', { storage: 19 }, 'storage must be a whole number from 20 to 65536, got 19'],
    ['backups kept too long', { backupDays: 36 }, 'backupDays must be a whole number from 0 to 35, got 36'],
    [
      'a password that changes at no time',
      { password: 'rds' },
      'maintenanceWindow must begin on the hour and last for one or longer',
    ],
    ['a password version that is none', { passwordVersion: 0 }, 'passwordVersion must be a whole number from 1'],
  ])('refuses %s', (_, changes, message) => {
    expect(() => build(changes)).toThrow(message);
  });

  test('refuses a name that AWS would refuse', () => {
    expect(() => build({}, 'x'.repeat(55))).toThrow('has 64 characters, AWS allows 63');
  });
});
