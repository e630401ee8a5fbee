import { type IamRequest, simulate } from '@laravel-ecs/testing';
import { policyDocument } from '../policy-document';
import { boundaryPermissions } from './boundary-permissions';

const place = {
  partition: 'aws',
  region: 'us-east-1',
  accountId: '111122223333',
  project: 'laravel',
  stateBucket: 'acme-states',
};
const boundary = policyDocument(boundaryPermissions(place, { actions: ['bedrock:InvokeModel'], previews: 'dev' }));

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
const secret = (name: string) => `arn:aws:secretsmanager:us-east-1:111122223333:secret:${name}-AbCdEf`;
const READ = 'secretsmanager:GetSecretValue';

describe('Within the boundary, a role of dev', () => {
  test.each([
    ['reads secrets of dev', READ, secret('laravel/dev/database'), of('dev')],
    ['reads secrets that are no environment’s', READ, secret('third-party')],
    ['puts files anywhere', 's3:PutObject', 'arn:aws:s3:::uploads/x'],
    ['asks a model, which the file allows', 'bedrock:InvokeModel', 'arn:aws:bedrock:us-east-1::foundation-model/x'],
    [
      'pulls what all share',
      'ecr:BatchGetImage',
      'arn:aws:ecr:us-east-1:111122223333:repository/laravel',
      of('shared'),
    ],
  ])('%s', async (_, action, resource, context: IamRequest['context'] = {}) => {
    expect(await ask('dev', action, resource, context)).toBe('Allowed');
  });

  test.each([
    ['reads no secret of prod', READ, secret('laravel/prod/database'), of('prod')],
    [
      'reads no password of prod that RDS manages',
      READ,
      secret('rds!db-1'),
      { 'aws:ResourceTag/aws:rds:primaryDBInstanceArn': 'arn:aws:rds:us-east-1:111122223333:db:laravel-prod-database' },
    ],
    [
      'moves no service of prod',
      'ecs:UpdateService',
      'arn:aws:ecs:us-east-1:111122223333:service/laravel-prod/web',
      of('prod'),
    ],
    ['makes no role', 'iam:CreateRole', 'arn:aws:iam::111122223333:role/admin'],
    ['gives itself no rights', 'iam:PutRolePolicy', 'arn:aws:iam::111122223333:role/laravel-dev-web-task'],
    ['takes no role of CI on', 'sts:AssumeRole', 'arn:aws:iam::111122223333:role/laravel-ci-deploy-prod'],
    ['reads no state', 's3:GetObject', 'arn:aws:s3:::acme-states/laravel/dev.tfstate'],
    [
      'deletes no database',
      'rds:DeleteDBInstance',
      'arn:aws:rds:us-east-1:111122223333:db:laravel-dev-database',
      of('dev'),
    ],
    ['pushes nothing', 'ecr:PutImage', 'arn:aws:ecr:us-east-1:111122223333:repository/laravel', of('shared')],
  ])('%s', async (_, action, resource, context: IamRequest['context'] = {}) => {
    expect(await ask('dev', action, resource, context)).not.toBe('Allowed');
  });
});

test('A role without the tag of an environment can do nothing', async () => {
  expect(await ask(undefined, 's3:PutObject', 'arn:aws:s3:::uploads/x')).toBe('ExplicitlyDenied');
});

describe('Within the boundary, a role of a preview', () => {
  const managedBy = (environment: string) => ({
    'aws:ResourceTag/aws:rds:primaryDBInstanceArn': `arn:aws:rds:us-east-1:111122223333:db:laravel-${environment}-database`,
  });

  /** What the role may do that ends so. */
  const asRole = (end: string, action: string, resource: string, context: IamRequest['context']) =>
    ask('pr-x', action, resource, {
      'aws:PrincipalArn': `arn:aws:iam::111122223333:role/laravel-pr-x-${end}`,
      ...context,
    });

  test.each([
    ['its own secret', secret('laravel/pr-x/application'), of('pr-x'), 'Allowed', 'Allowed'],
    ['the password of its host', secret('laravel/dev/database'), of('dev'), 'Allowed', 'ExplicitlyDenied'],
    ['that which RDS manages', secret('rds!db-1'), managedBy('dev'), 'Allowed', 'ExplicitlyDenied'],
    ['what people set there', secret('laravel/dev/application'), of('dev'), 'ExplicitlyDenied', 'ExplicitlyDenied'],
    ['sessions of its host', secret('laravel/dev/sessions'), of('dev'), 'ExplicitlyDenied', 'ExplicitlyDenied'],
    ['the password of prod', secret('laravel/prod/database'), of('prod'), 'ExplicitlyDenied', 'ExplicitlyDenied'],
    ['that of prod which RDS manages', secret('rds!db-2'), managedBy('prod'), 'ExplicitlyDenied', 'ExplicitlyDenied'],
    [
      'a secret of another preview',
      secret('laravel/pr-y/database'),
      of('pr-y'),
      'ExplicitlyDenied',
      'ExplicitlyDenied',
    ],
  ])('reads %s where it makes the database, and where it does not', async (_, arn, tags, making, other) => {
    expect(await asRole('database-execution', READ, arn, tags)).toBe(making);
    for (const end of ['web-execution', 'web-task', 'database-task']) {
      expect(await asRole(end, READ, arn, tags)).toBe(other);
    }
  });

  test.each([
    ['moves no service', 'ecs:UpdateService', 'arn:aws:ecs:us-east-1:111122223333:service/laravel-dev/web'],
    ['changes no secret', 'secretsmanager:PutSecretValue', secret('laravel/dev/database')],
    ['sends nothing to a queue', 'sqs:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:laravel-dev-jobs'],
  ])('%s of its host', async (_, action, arn) => {
    expect(await asRole('database-execution', action, arn, of('dev'))).not.toBe('Allowed');
  });

  test('is no way for roles of other environments into that of its host', async () => {
    for (const environment of ['prod', 'staging']) {
      const context = {
        ...of('dev'),
        'aws:PrincipalArn': `arn:aws:iam::111122223333:role/laravel-${environment}-web-execution`,
      };
      expect(await ask(environment, READ, secret('laravel/dev/database'), context)).toBe('ExplicitlyDenied');
    }
    expect(await ask('dev', READ, secret('laravel/pr-x/application'), of('pr-x'))).toBe('ExplicitlyDenied');
  });
});
