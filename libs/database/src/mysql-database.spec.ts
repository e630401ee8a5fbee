import { DbInstance } from '@cdktf/provider-aws/lib/db-instance';
import { DbParameterGroup } from '@cdktf/provider-aws/lib/db-parameter-group';
import { DbSubnetGroup } from '@cdktf/provider-aws/lib/db-subnet-group';
import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { SecurityGroups, Vpc } from '@laravel-ecs/network';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { MysqlDatabase, type MysqlDatabaseProps } from './mysql-database';

function build(changes: Partial<MysqlDatabaseProps> = {}, name = 'laravel-dev') {
  let database: MysqlDatabase | undefined;
  const json = synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', { name, region: 'us-east-1', cidr: '10.10.0.0/16' });
    const clients = new SecurityGroups(stack, 'Groups', { vpc }).default;
    database = new MysqlDatabase(stack, 'Database', { vpc, clients, secretName: 'laravel/dev/database', ...changes });
  });
  return { json, database: database as MysqlDatabase };
}

describe('MysqlDatabase', () => {
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
    const rules = resourcesOf(json, VpcSecurityGroupIngressRule).filter(
      ({ to_port: port }) => port === MysqlDatabase.PORT,
    );
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
    expect(JSON.parse(String(version?.['secret_string_wo']))).toEqual({ username: 'app', password });
    expect(version).toMatchObject({ secret_string_wo_version: 3 });
    expect(version).not.toHaveProperty('secret_string');
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
      lifecycle: { prevent_destroy: true },
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
      DB_DATABASE: 'app',
      DB_USERNAME: 'app',
    });
    expect(Object.keys(environment)).not.toContain('DB_PASSWORD');
    expect(secrets).toEqual({ DB_PASSWORD: { secretArn: expect.any(String), key: 'password' } });
  });

  test.each<[string, Partial<MysqlDatabaseProps>, string]>([
    ['a disk too small', { storage: 19 }, 'storage must be a whole number from 20 to 65536, got 19'],
    ['backups kept too long', { backupDays: 36 }, 'backupDays must be a whole number from 0 to 35, got 36'],
    ['a password version that is none', { passwordVersion: 0 }, 'passwordVersion must be a whole number from 1'],
  ])('refuses %s', (_, changes, message) => {
    expect(() => build(changes)).toThrow(message);
  });

  test('refuses a name that AWS would refuse', () => {
    expect(() => build({}, 'x'.repeat(55))).toThrow('has 64 characters, AWS allows 63');
  });
});
