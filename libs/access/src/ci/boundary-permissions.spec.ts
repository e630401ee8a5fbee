import { type IamRequest, simulate } from '@laravel-ecs/testing';
import { policyDocument } from '../policy-document';
import { intoPolicies } from '../policy-limits';
import { boundaryPermissions } from './boundary-permissions';

const place = {
  partition: 'aws',
  region: 'us-east-1',
  accountId: '111122223333',
  project: 'laravel',
  stateBucket: 'acme-states',
};
const READ = 'secretsmanager:GetSecretValue';
const boundary = policyDocument(
  boundaryPermissions(place, {
    applications: [
      { actions: ['s3:GetObject', 's3:PutObject'], resources: ['arn:aws:s3:::uploads/*'] },
      {
        actions: ['bedrock:InvokeModel'],
        resources: ['arn:aws:bedrock:*::foundation-model/*'],
        environments: ['prod'],
      },
      { actions: ['s3:GetObject'], resources: ['arn:aws:s3:::samples/*'], environments: ['dev', 'preview'] },
      { actions: ['s3:*', 'iam:PassRole', READ], resources: ['*'], environments: ['loose'] },
    ],
    previews: 'dev',
  }),
);

/** What a role may do whose own policy allows all, within the boundary. */
const ask = (environment: string | undefined, action: string, resource: string, context: IamRequest['context'] = {}) =>
  simulate(
    { action, resource, context: { ...(environment && { 'aws:PrincipalTag/Environment': environment }), ...context } },
    [policyDocument([{ actions: ['*'], resources: ['*'] }])],
    place,
    boundary,
  );

const of = (environment: string) => ({
  'aws:ResourceTag/Project': 'laravel',
  'aws:ResourceTag/Environment': environment,
});
const arn = (service: string, resource: string) => `arn:aws:${service}:us-east-1:111122223333:${resource}`;
const secret = (name: string) => arn('secretsmanager', `secret:${name}-AbCdEf`);
const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const databaseOf = (environment: string) => ({
  'aws:ResourceTag/aws:rds:primaryDBInstanceArn': arn('rds', `db:laravel-${environment}-database`),
});
const to = (service: string) => ({ 'iam:PassedToService': `${service}.amazonaws.com` });
const own = { 'kms:ResourceAliases': ['alias/aws/secretsmanager'] };

describe('Within the boundary, a role of dev', () => {
  test.each<[string, string, string, IamRequest['context']?]>([
    ['reads secrets of dev', READ, secret('laravel/dev/database'), of('dev')],
    ['reads the password that RDS manages', READ, secret('rds!db-1'), databaseOf('dev')],
    ['uses the key of dev', 'kms:Decrypt', arn('kms', 'key/1'), of('dev')],
    ['uses a key of AWS’s own', 'kms:Decrypt', arn('kms', 'key/1'), own],
    ['writes logs', 'logs:PutLogEvents', arn('logs', 'log-group:/laravel/dev/web:log-stream:web/1')],
    ['starts the automation', 'ssm:StartAutomationExecution', arn('ssm', 'automation-definition/laravel-dev-x:1')],
    ['hands the automation its role', 'iam:PassRole', role('laravel-dev-password-automation'), to('ssm')],
    ['puts files where the file lets it', 's3:PutObject', 'arn:aws:s3:::uploads/x'],
    ['reads what dev alone is let', 's3:GetObject', 'arn:aws:s3:::samples/x'],
    ['pulls what all share', 'ecr:BatchGetImage', arn('ecr', 'repository/laravel'), of('shared')],
    ['asks its network for routes', 'ec2:ReplaceRoute', arn('ec2', 'route-table/rtb-1'), of('dev')],
    ['calls its own functions', 'lambda:InvokeFunction', arn('lambda', 'function:laravel-dev-check')],
  ])('%s', async (_, action, resource, context = {}) => {
    expect(await ask('dev', action, resource, context)).toBe('Allowed');
  });

  test.each<[string, string, string, IamRequest['context']?]>([
    ['reads no secret of prod', READ, secret('laravel/prod/database'), of('prod')],
    ['reads no secret of prod whose tags are not known', READ, secret('laravel/prod/database')],
    ['reads no secret that is no environment’s', READ, secret('third-party')],
    ['reads no password of prod that RDS manages', READ, secret('rds!db-1'), databaseOf('prod')],
    ['reads no password of a cluster that RDS manages', READ, secret('rds!cluster-1')],
    ['hands on no role of prod', 'iam:PassRole', role('laravel-prod-web-task'), to('ssm')],
    ['hands on no role of others', 'iam:PassRole', role('admin'), to('ssm')],
    ['hands its roles to no function', 'iam:PassRole', role('laravel-dev-web-task'), to('lambda')],
    ['starts no automation of others', 'ssm:StartAutomationExecution', arn('ssm', 'automation-definition/AWS-Run:1')],
    ['calls no function of others', 'lambda:InvokeFunction', arn('lambda', 'function:billing')],
    ['changes no machine without tags', 'ec2:ModifyInstanceAttribute', arn('ec2', 'instance/i-1')],
    ['uses no key without tags', 'kms:Decrypt', arn('kms', 'key/1')],
    ['reads no files of others', 's3:GetObject', 'arn:aws:s3:::payroll/x'],
    ['asks no model, which prod alone may', 'bedrock:InvokeModel', 'arn:aws:bedrock:us-east-1::foundation-model/x'],
    ['writes no logs of others', 'logs:PutLogEvents', arn('logs', 'log-group:/laravel/prod/web:log-stream:web/1')],
    ['moves no service of prod', 'ecs:UpdateService', arn('ecs', 'service/laravel-prod/web'), of('prod')],
    ['makes no role', 'iam:CreateRole', role('admin')],
    ['gives itself no rights', 'iam:PutRolePolicy', role('laravel-dev-web-task')],
    ['takes no role of CI on', 'sts:AssumeRole', role('laravel-ci-deploy-prod')],
    ['reads no state', 's3:GetObject', 'arn:aws:s3:::acme-states/laravel/dev.tfstate'],
    ['deletes no database', 'rds:DeleteDBInstance', arn('rds', 'db:laravel-dev-database'), of('dev')],
    ['pushes nothing', 'ecr:PutImage', arn('ecr', 'repository/laravel'), of('shared')],
  ])('%s', async (_, action, resource, context = {}) => {
    expect(await ask('dev', action, resource, context)).not.toBe('Allowed');
  });
});

test.each([
  ['a state', 's3:GetObject', 'arn:aws:s3:::acme-states/laravel/dev.tfstate', {}],
  ['what is tagged as prod’s', READ, secret('third-party'), of('prod')],
  ['a role of CI', 'iam:PassRole', role('laravel-ci-deploy-prod'), to('ecs')],
])('Nothing that a file lets applications do reaches %s', async (_, action, resource, context) => {
  expect(await ask('loose', action, resource, context)).toBe('ExplicitlyDenied');
});

test('A role without the tag of an environment can do nothing', async () => {
  expect(await ask(undefined, 's3:PutObject', 'arn:aws:s3:::uploads/x')).toBe('ExplicitlyDenied');
});

describe('A role of a preview', () => {
  /** What the role of a preview may do that ends so. */
  const asRole = (end: string, resource: string, context: IamRequest['context']) =>
    ask('pr-x', READ, resource, { 'aws:PrincipalArn': role(`laravel-pr-x-${end}`), ...context });

  test.each([
    ['its own secret', secret('laravel/pr-x/application'), of('pr-x'), 'Allowed', 'Allowed'],
    ['the password of its host', secret('laravel/dev/database'), of('dev'), 'Allowed', 'ImplicitlyDenied'],
    ['that which RDS manages', secret('rds!db-1'), databaseOf('dev'), 'Allowed', 'ImplicitlyDenied'],
    ['what people set there', secret('laravel/dev/application'), of('dev'), 'ImplicitlyDenied', 'ImplicitlyDenied'],
    ['sessions of its host', secret('laravel/dev/sessions'), of('dev'), 'ImplicitlyDenied', 'ImplicitlyDenied'],
    ['the password of prod', secret('laravel/prod/database'), of('prod'), 'ExplicitlyDenied', 'ExplicitlyDenied'],
    ['that of prod which RDS manages', secret('rds!db-2'), databaseOf('prod'), 'ImplicitlyDenied', 'ImplicitlyDenied'],
    ['that of another preview', secret('laravel/pr-y/database'), of('pr-y'), 'ExplicitlyDenied', 'ExplicitlyDenied'],
  ])('reads %s where it makes the database, and where it does not', async (_, resource, tags, making, other) => {
    expect(await asRole('database-execution', resource, tags)).toBe(making);
    for (const end of ['web-execution', 'web-task', 'database-task']) {
      expect(await asRole(end, resource, tags)).toBe(other);
    }
  });

  test.each([
    ['moves no service', 'ecs:UpdateService', arn('ecs', 'service/laravel-dev/web')],
    ['changes no secret', 'secretsmanager:PutSecretValue', secret('laravel/dev/database')],
    ['sends nothing to a queue', 'sqs:SendMessage', arn('sqs', 'laravel-dev-jobs')],
  ])('%s of its host', async (_, action, resource) => {
    const context = { 'aws:PrincipalArn': role('laravel-pr-x-database-execution'), ...of('dev') };
    expect(await ask('pr-x', action, resource, context)).not.toBe('Allowed');
  });

  test('pulls images of previews', async () => {
    expect(await ask('pr-x', 'ecr:BatchGetImage', arn('ecr', 'repository/laravel-previews'), of('shared'))).toBe(
      'Allowed',
    );
  });

  test('is no way for roles of other environments into that of its host', async () => {
    for (const environment of ['prod', 'staging']) {
      const context = { ...of('dev'), 'aws:PrincipalArn': role(`laravel-${environment}-web-execution`) };
      expect(await ask(environment, READ, secret('laravel/dev/database'), context)).toBe('ExplicitlyDenied');
    }
  });

  test('is not read by its host, nor by another preview', async () => {
    expect(await ask('dev', READ, secret('laravel/pr-x/application'), of('pr-x'))).toBe('ExplicitlyDenied');
    expect(await ask('pr-y', READ, secret('laravel/pr-x/application'), of('pr-x'))).toBe('ExplicitlyDenied');
  });

  test('reaches of what applications may that alone which is said to be for previews', async () => {
    expect(await ask('pr-x', 's3:GetObject', 'arn:aws:s3:::uploads/x')).toBe('ImplicitlyDenied');
    expect(await ask('pr-x', 's3:GetObject', 'arn:aws:s3:::samples/x')).toBe('Allowed');
  });
});

test('It leaves room for applications, with the longest names there are', () => {
  const longest = { ...place, partition: 'aws-us-gov', region: 'ap-southeast-1', project: 'x'.repeat(20) };
  const applications = Array.from({ length: 4 }, (_, index) => ({
    actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
    resources: [`arn:aws-us-gov:s3:::uploads-${index}/*`],
  }));
  const statements = boundaryPermissions(
    { ...longest, stateBucket: 'x'.repeat(63) },
    { applications, previews: 'e'.repeat(10) },
  );
  expect(intoPolicies('the boundary', statements)).toHaveLength(1);
});
