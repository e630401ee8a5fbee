import { parseShared } from '@laravel-ecs/config';
import { type IamRequest, simulate } from '@laravel-ecs/testing';
import { intoPolicies } from '../policy-limits';
import { policyDocument } from '../policy-document';
import { boundaryArn, type CiPlace } from './ci-place';
import { ciRoles } from './ci-roles';

const place: CiPlace = {
  partition: 'aws',
  region: 'us-east-1',
  accountId: '111122223333',
  project: 'laravel',
  stateBucket: 'acme-states',
};

const rolesOf = (ci: object, where: CiPlace = place) => {
  const { ci: config } = parseShared({ name: 'shared', aws: { region: where.region }, ci }, 'shared.ts');
  return config ? ciRoles(config, where) : [];
};

const github = { repository: 'acme/shop' };
const roles = new Map(
  rolesOf({
    github,
    previews: 'dev',
    environments: { dev: {}, staging: { domains: ['staging.example.com'] }, prod: { isProtected: true } },
  }).map(({ name, statements }) => [name, policyDocument(statements)]),
);

const ask = (role: string, action: string, resource: string, context: IamRequest['context'] = {}) =>
  simulate({ action, resource, context }, [roles.get(`laravel-ci-${role}`) ?? ''], place);

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const tagsOf = (key: 'RequestTag' | 'ResourceTag', environment: string) => ({
  [`aws:${key}/Project`]: 'laravel',
  [`aws:${key}/Environment`]: environment,
});
const boundary = { 'iam:PermissionsBoundary': boundaryArn(place) };
const every = [...roles.keys()].map((name) => name.slice('laravel-ci-'.length));

test('There is a role for each use of each environment, and one for previews', () => {
  expect(every).toEqual([
    ...['dev', 'staging', 'prod'].flatMap((environment) =>
      ['plan', 'drift', 'deploy', 'release'].map((use) => `${use}-${environment}`),
    ),
    'preview',
  ]);
});

describe('Images', () => {
  const repository = (name: string) => `arn:aws:ecr:us-east-1:111122223333:repository/${name}`;

  test.each([
    ['release-dev', 'laravel', 'laravel-previews'],
    ['release-prod', 'laravel', 'laravel-previews'],
    ['preview', 'laravel-previews', 'laravel'],
  ])('are pushed by %s to %s alone, so that no preview’s gets to an environment', async (who, own, other) => {
    expect(await ask(who, 'ecr:PutImage', repository(own))).toBe('Allowed');
    expect(await ask(who, 'ecr:PutImage', repository(other))).toBe('ImplicitlyDenied');
  });
});

describe('States', () => {
  const state = (environment: string, end = '') => `arn:aws:s3:::acme-states/laravel/${environment}.tfstate${end}`;

  test.each([
    ['plan-dev', 's3:GetObject', state('dev'), 'Allowed'],
    ['plan-dev', 's3:PutObject', state('dev', '.tflock'), 'ImplicitlyDenied'],
    ['plan-dev', 's3:DeleteObject', state('dev', '.tflock'), 'ImplicitlyDenied'],
    ['drift-dev', 's3:PutObject', state('dev', '.tflock'), 'Allowed'],
    ['drift-dev', 's3:DeleteObject', state('dev', '.tflock'), 'Allowed'],
    ['drift-dev', 's3:PutObject', state('dev'), 'ImplicitlyDenied'],
    ['drift-dev', 's3:GetObject', state('prod'), 'ImplicitlyDenied'],
    ['plan-dev', 's3:PutObject', state('dev'), 'ImplicitlyDenied'],
    ['plan-dev', 's3:GetObject', state('prod'), 'ImplicitlyDenied'],
    ['deploy-dev', 's3:PutObject', state('dev'), 'Allowed'],
    ['deploy-dev', 's3:DeleteObject', state('dev', '.tflock'), 'Allowed'],
    ['deploy-dev', 's3:DeleteObject', state('dev'), 'ImplicitlyDenied'],
    ['deploy-dev', 's3:GetObject', state('prod'), 'ImplicitlyDenied'],
    ['deploy-dev', 's3:PutObject', state('prod'), 'ImplicitlyDenied'],
    ['deploy-dev', 's3:PutObject', state('shared'), 'ImplicitlyDenied'],
    ['release-dev', 's3:GetObject', state('dev'), 'ImplicitlyDenied'],
    ['preview', 's3:PutObject', state('pr-checkout'), 'Allowed'],
    ['preview', 's3:DeleteObject', state('pr-checkout'), 'Allowed'],
    ['preview', 's3:GetObject', state('dev'), 'ImplicitlyDenied'],
    ['preview', 's3:DeleteObject', state('dev'), 'ImplicitlyDenied'],
    ['preview', 's3:DeleteObject', state('prod'), 'ImplicitlyDenied'],
  ])('%s: %s on %s is %s', async (who, action, resource, answer) => {
    expect(await ask(who, action, resource)).toBe(answer);
  });

  test('in no bucket need no rights on one', () => {
    const statements = rolesOf({ github }, { ...place, stateBucket: undefined }).flatMap((each) => each.statements);
    expect(statements.flatMap(({ resources }) => resources).join()).not.toContain('.tfstate');
  });
});

describe('No role', () => {
  test.each([
    ['gets more rights', 'iam:AttachRolePolicy', (who: string) => role(`laravel-ci-${who}`)],
    ['writes a policy of its own', 'iam:PutRolePolicy', (who: string) => role(`laravel-ci-${who}`)],
    ['lets somebody else take it on', 'iam:UpdateAssumeRolePolicy', (who: string) => role(`laravel-ci-${who}`)],
    [
      'changes what it may do',
      'iam:CreatePolicyVersion',
      (who: string) => `arn:aws:iam::111122223333:policy/laravel-ci-${who}-1`,
    ],
    ['changes the boundary', 'iam:CreatePolicyVersion', () => boundaryArn(place)],
    ['deletes the boundary', 'iam:DeletePolicy', () => boundaryArn(place)],
    ['makes a user', 'iam:CreateUser', () => 'arn:aws:iam::111122223333:user/laravel-ci-dev'],
    ['makes a key', 'iam:CreateAccessKey', () => 'arn:aws:iam::111122223333:user/laravel-ci-dev'],
    [
      'trusts another issuer',
      'iam:CreateOpenIDConnectProvider',
      () => 'arn:aws:iam::111122223333:oidc-provider/evil.example.com',
    ],
    [
      'lets a token be for others',
      'iam:AddClientIDToOpenIDConnectProvider',
      () => 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
    ],
  ])('%s', async (_, action, resourceOf) => {
    for (const who of every) {
      expect(await ask(who, action, resourceOf(who), boundary)).not.toBe('Allowed');
    }
  });

  test('hands a role of CI to a service', async () => {
    for (const who of every) {
      for (const service of ['ecs-tasks', 'ec2', 'ecs', 'lambda']) {
        const context = { 'iam:PassedToService': `${service}.amazonaws.com` };
        expect(await ask(who, 'iam:PassRole', role(`laravel-ci-${who}`), context)).not.toBe('Allowed');
      }
    }
  });
});

describe('The role that deploys dev', () => {
  test('makes roles of dev with the boundary, tagged as what they are', async () => {
    const make = (name: string, context: IamRequest['context']) =>
      ask('deploy-dev', 'iam:CreateRole', role(name), context);
    const tags = tagsOf('RequestTag', 'dev');
    expect(await make('laravel-dev-web-task', { ...tags, ...boundary })).toBe('Allowed');
    expect(await make('laravel-dev-web-task', tags)).toBe('ImplicitlyDenied');
    const other = { 'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess' };
    expect(await make('laravel-dev-web-task', { ...tags, ...other })).toBe('ImplicitlyDenied');
    expect(await make('laravel-dev-web-task', { ...tagsOf('RequestTag', 'prod'), ...boundary })).toBe(
      'ImplicitlyDenied',
    );
    expect(await make('laravel-dev-web-task', boundary)).toBe('ImplicitlyDenied');
    expect(await make('laravel-prod-web-task', { ...tags, ...boundary })).toBe('ImplicitlyDenied');
    expect(await make('admin', { ...tags, ...boundary })).toBe('ImplicitlyDenied');
  });

  test('gives rights to roles within the boundary alone, and takes it from none', async () => {
    const put = (name: string, context = {}) => ask('deploy-dev', 'iam:PutRolePolicy', role(name), context);
    expect(await put('laravel-dev-web-task', boundary)).toBe('Allowed');
    expect(await put('laravel-dev-web-task')).toBe('ImplicitlyDenied');
    expect(await put('laravel-prod-web-task', boundary)).toBe('ImplicitlyDenied');
    const take = ask('deploy-dev', 'iam:DeleteRolePermissionsBoundary', role('laravel-dev-web-task'), boundary);
    expect(await take).toBe('ImplicitlyDenied');
    const change = ask('deploy-dev', 'iam:PutRolePermissionsBoundary', role('laravel-dev-web-task'), {
      'iam:PermissionsBoundary': 'arn:aws:iam::aws:policy/AdministratorAccess',
    });
    expect(await change).toBe('ImplicitlyDenied');
    const attach = ask('deploy-dev', 'iam:AttachRolePolicy', role('laravel-dev-traffic'), {
      ...boundary,
      'iam:PolicyARN': 'arn:aws:iam::aws:policy/AdministratorAccess',
    });
    expect(await attach).toBe('ImplicitlyDenied');
  });

  test('makes no role another environment’s by its tag', async () => {
    const tag = (context: IamRequest['context']) =>
      ask('deploy-dev', 'iam:TagRole', role('laravel-dev-web-task'), { ...tagsOf('ResourceTag', 'dev'), ...context });
    expect(await tag(tagsOf('RequestTag', 'dev'))).toBe('Allowed');
    expect(await tag(tagsOf('RequestTag', 'prod'))).toBe('ImplicitlyDenied');
    expect(await ask('deploy-dev', 'iam:UntagRole', role('laravel-dev-web-task'))).toBe('ImplicitlyDenied');
  });

  test.each([
    ['laravel-dev-web-task', 'ecs-tasks', 'Allowed'],
    ['laravel-dev-migrate-execution', 'ecs-tasks', 'Allowed'],
    ['laravel-dev-instance', 'ec2', 'Allowed'],
    ['laravel-dev-flow-logs', 'vpc-flow-logs', 'Allowed'],
    ['laravel-dev-web-task', 'ec2', 'ImplicitlyDenied'],
    ['laravel-dev-web-task', 'lambda', 'ImplicitlyDenied'],
    ['laravel-dev-other-task', 'ecs-tasks', 'ImplicitlyDenied'],
    ['laravel-prod-web-task', 'ecs-tasks', 'ImplicitlyDenied'],
    ['admin', 'ecs-tasks', 'ImplicitlyDenied'],
  ])('hands %s to %s: %s', async (name, service, answer) => {
    const context = { 'iam:PassedToService': `${service}.amazonaws.com` };
    expect(await ask('deploy-dev', 'iam:PassRole', role(name), context)).toBe(answer);
  });

  test('takes nothing from another environment by its tags, nor gives it any', async () => {
    const group = 'arn:aws:ec2:us-east-1:111122223333:security-group/sg-1';
    const tag = (context: IamRequest['context']) => ask('deploy-dev', 'ec2:CreateTags', group, context);
    expect(await tag({ ...tagsOf('ResourceTag', 'dev'), ...tagsOf('RequestTag', 'dev') })).toBe('Allowed');
    expect(await tag(tagsOf('RequestTag', 'dev'))).toBe('Allowed'); // A network's first group, to close it.
    expect(await tag({ ...tagsOf('ResourceTag', 'prod'), ...tagsOf('RequestTag', 'dev') })).toBe('ImplicitlyDenied');
    expect(await tag({ ...tagsOf('ResourceTag', 'dev'), ...tagsOf('RequestTag', 'prod') })).toBe('ImplicitlyDenied');
    const network = 'arn:aws:ec2:us-east-1:111122223333:vpc/vpc-1';
    expect(await ask('deploy-dev', 'ec2:CreateTags', network, tagsOf('RequestTag', 'dev'))).toBe('ImplicitlyDenied');
    expect(await ask('deploy-dev', 'ec2:CreateSubnet', network, tagsOf('ResourceTag', 'prod'))).toBe(
      'ImplicitlyDenied',
    );
  });

  test('changes the records of its own domains alone', async () => {
    const change = (who: string, ...names: string[]) =>
      ask(who, 'route53:ChangeResourceRecordSets', 'arn:aws:route53:::hostedzone/Z1', {
        ...(names.length > 0 && { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': names }),
      });
    expect(await change('deploy-staging', 'staging.example.com')).toBe('Allowed');
    expect(await change('deploy-staging', '_x.staging.example.com')).toBe('Allowed');
    expect(await change('deploy-staging', 'staging.example.com', 'www.example.com')).toBe('ImplicitlyDenied');
    expect(await change('deploy-staging', 'evilstaging.example.com')).toBe('ImplicitlyDenied');
    expect(await change('deploy-staging')).toBe('ImplicitlyDenied');
    expect(await change('deploy-dev', 'staging.example.com')).toBe('ImplicitlyDenied');
  });

  test('reads the passwords that Terraform made, and nothing that people wrote', async () => {
    const read = (who: string, secret: string) =>
      ask(
        who,
        'secretsmanager:GetSecretValue',
        `arn:aws:secretsmanager:us-east-1:111122223333:secret:${secret}-AbCdEf`,
      );
    expect(await read('deploy-dev', 'laravel/dev/database')).toBe('Allowed');
    expect(await read('deploy-dev', 'laravel/dev/application')).toBe('ImplicitlyDenied');
    expect(await read('deploy-dev', 'laravel/prod/database')).toBe('ImplicitlyDenied');
    expect(await read('drift-dev', 'laravel/dev/database')).toBe('Allowed');
    expect(await read('plan-dev', 'laravel/dev/database')).toBe('ImplicitlyDenied');
    for (const who of every) {
      expect(await read(who, 'laravel/prod/application')).toBe('ImplicitlyDenied');
    }
  });
});

describe('What has no tags, and could be anybody’s', () => {
  const tags = tagsOf('RequestTag', 'dev');
  const balancer = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/billing/1';
  const making = (action: string) => ({ ...tags, 'elasticloadbalancing:CreateAction': action });

  test('gets no tags of dev by its load balancer, but while it is made', async () => {
    const tag = (context: IamRequest['context']) =>
      ask('deploy-dev', 'elasticloadbalancing:AddTags', balancer, context);
    expect(await tag(tags)).toBe('ImplicitlyDenied');
    expect(await tag(making('CreateLoadBalancer'))).toBe('Allowed');
    expect(await tag({ ...tags, ...tagsOf('ResourceTag', 'dev') })).toBe('Allowed');
    expect(await tag({ ...making('CreateLoadBalancer'), ...tagsOf('RequestTag', 'prod') })).toBe('ImplicitlyDenied');
  });

  test('gets no listener of dev', async () => {
    const listen = (context: IamRequest['context']) =>
      ask('deploy-dev', 'elasticloadbalancing:CreateListener', balancer, context);
    expect(await listen(tags)).toBe('ImplicitlyDenied');
    expect(await listen({ ...tags, ...tagsOf('ResourceTag', 'dev') })).toBe('Allowed');
    expect(await listen(tagsOf('ResourceTag', 'dev'))).toBe('ImplicitlyDenied');
  });

  test.each(['dynamodb', 'lambda'])('of %s is scaled by no role', async (service) => {
    const target = 'arn:aws:application-autoscaling:us-east-1:111122223333:scalable-target/1';
    for (const who of every) {
      for (const environment of ['dev', 'staging', 'prod', 'pr-x']) {
        const context = {
          ...tagsOf('ResourceTag', environment),
          'application-autoscaling:service-namespace': service,
        };
        const answer = await ask(who, 'application-autoscaling:DeregisterScalableTarget', target, context);
        expect(answer).toBe('ImplicitlyDenied');
      }
    }
  });

  test.each([
    ['kms:TagResource', 'arn:aws:kms:us-east-1:111122223333:key/1'],
    ['kms:ScheduleKeyDeletion', 'arn:aws:kms:us-east-1:111122223333:key/1'],
    ['acm:AddTagsToCertificate', 'arn:aws:acm:us-east-1:111122223333:certificate/1'],
    ['acm:DeleteCertificate', 'arn:aws:acm:us-east-1:111122223333:certificate/1'],
    ['ec2:CreateTags', 'arn:aws:ec2:us-east-1:111122223333:security-group/sg-1'],
    ['elasticloadbalancing:AddTags', balancer],
  ])('is out of reach of previews: %s', async (action, resource) => {
    expect(await ask('preview', action, resource, tagsOf('RequestTag', 'pr-x'))).toBe('ImplicitlyDenied');
  });
});

test('Versions of secrets are listed by whoever plans their environment', async () => {
  const secret = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:laravel/dev/database-AbCdEf';
  for (const who of ['plan-dev', 'drift-dev', 'deploy-dev']) {
    expect(await ask(who, 'secretsmanager:ListSecretVersionIds', secret)).toBe('Allowed');
  }
  expect(await ask('plan-prod', 'secretsmanager:ListSecretVersionIds', secret)).toBe('ImplicitlyDenied');
});

describe('The role that makes previews', () => {
  const listener = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:listener/app/laravel-dev/1/2';

  test('adds a rule of a preview to the load balancer of its host, and changes nothing else of it', async () => {
    const host = tagsOf('ResourceTag', 'dev');
    const rule = { ...host, ...tagsOf('RequestTag', 'pr-checkout') };
    expect(await ask('preview', 'elasticloadbalancing:CreateRule', listener, rule)).toBe('Allowed');
    expect(
      await ask('preview', 'elasticloadbalancing:CreateRule', listener, { ...host, ...tagsOf('RequestTag', 'dev') }),
    ).toBe('ImplicitlyDenied');
    expect(
      await ask('preview', 'elasticloadbalancing:CreateRule', listener, { ...rule, ...tagsOf('ResourceTag', 'prod') }),
    ).toBe('ImplicitlyDenied');
    expect(await ask('preview', 'elasticloadbalancing:ModifyListener', listener, host)).toBe('ImplicitlyDenied');
  });

  test.each([
    ['ecs:UpdateService', 'arn:aws:ecs:us-east-1:111122223333:service/laravel-dev/web'],
    ['ssm:PutParameter', 'arn:aws:ssm:us-east-1:111122223333:parameter/laravel/dev/image'],
    ['ssm:DeleteParameters', 'arn:aws:ssm:us-east-1:111122223333:parameter/laravel/dev/preview'],
    ['iam:PutRolePolicy', role('laravel-dev-web-task')],
    [
      'secretsmanager:PutSecretValue',
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:laravel/dev/application-AbCdEf',
    ],
    [
      'secretsmanager:DeleteSecret',
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:laravel/dev/application-AbCdEf',
    ],
    [
      'secretsmanager:GetSecretValue',
      'arn:aws:secretsmanager:us-east-1:111122223333:secret:laravel/dev/database-AbCdEf',
    ],
    ...['DeleteRule', 'ModifyRule', 'SetRulePriorities'].map((action) => [
      `elasticloadbalancing:${action}`,
      'arn:aws:elasticloadbalancing:us-east-1:111122223333:listener-rule/app/laravel-dev/1/2/3',
    ]),
  ])('may %s on %s where it is a preview’s alone', async (action = '', resource = '') => {
    const context = { ...boundary, ...tagsOf('ResourceTag', 'dev') };
    expect(await ask('preview', action, resource, context)).toBe('ImplicitlyDenied');
    expect(
      await ask('preview', action, resource.replaceAll('dev', 'pr-x'), {
        ...boundary,
        ...tagsOf('ResourceTag', 'pr-x'),
      }),
    ).toBe('Allowed');
  });

  test.each([
    ['rds:DeleteDBInstance', 'arn:aws:rds:us-east-1:111122223333:db:laravel-pr-x-database'],
    ['rds:CreateDBInstance', 'arn:aws:rds:us-east-1:111122223333:db:laravel-pr-x-database'],
    ['ec2:CreateVpc', 'arn:aws:ec2:us-east-1:111122223333:vpc/new'],
    ['ec2:RunInstances', 'arn:aws:ec2:us-east-1:111122223333:instance/new'],
    ['ec2:AuthorizeSecurityGroupIngress', 'arn:aws:ec2:us-east-1:111122223333:security-group/sg-1'],
    [
      'elasticloadbalancing:CreateLoadBalancer',
      'arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/x/1',
    ],
    ['iam:AttachRolePolicy', role('laravel-pr-x-traffic')],
    ['iam:CreateInstanceProfile', 'arn:aws:iam::111122223333:instance-profile/laravel-pr-x-instance'],
  ])('may not %s, for no preview has such a thing', async (action, resource) => {
    const context = {
      ...boundary,
      ...tagsOf('ResourceTag', 'pr-x'),
      ...tagsOf('RequestTag', 'pr-x'),
      'iam:PolicyARN': 'arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers',
    };
    expect(await ask('preview', action, resource, context)).toBe('ImplicitlyDenied');
  });

  test('makes roles of previews with the boundary alone, and hands them to tasks alone', async () => {
    const make = (name: string, context: IamRequest['context']) =>
      ask('preview', 'iam:CreateRole', role(name), { ...tagsOf('RequestTag', 'pr-x'), ...context });
    expect(await make('laravel-pr-x-web-task', boundary)).toBe('Allowed');
    expect(await make('laravel-pr-x-web-task', {})).toBe('ImplicitlyDenied');
    expect(await make('laravel-dev-web-task', boundary)).toBe('ImplicitlyDenied');
    expect(await make('laravel-pr-x-web-task', { ...boundary, ...tagsOf('RequestTag', 'dev') })).toBe(
      'ImplicitlyDenied',
    );
    const pass = (name: string, service: string) =>
      ask('preview', 'iam:PassRole', role(name), { 'iam:PassedToService': `${service}.amazonaws.com` });
    expect(await pass('laravel-pr-x-database-execution', 'ecs-tasks')).toBe('Allowed');
    expect(await pass('laravel-dev-web-execution', 'ecs-tasks')).toBe('ImplicitlyDenied');
    for (const service of ['ec2', 'ecs', 'lambda', 'monitoring.rds', 'ssm', 'events', 'vpc-flow-logs']) {
      for (const end of ['web-task', 'instance', 'nat', 'hooks', 'traffic', 'database-monitoring', 'flow-logs']) {
        expect(await pass(`laravel-pr-x-${end}`, service)).toBe('ImplicitlyDenied');
      }
    }
  });

  test('reads of its host what values are copied from, what it says to guests, and what guests cost', async () => {
    const allowed: readonly (readonly [string, string, string])[] = [
      ['secretsmanager:GetSecretValue', 'secretsmanager:us-east-1:111122223333:secret:laravel/', '/application-AbCdEf'],
      ['ssm:GetParameters', 'ssm:us-east-1:111122223333:parameter/laravel/', '/shared'],
      ['budgets:ViewBudget', 'budgets::111122223333:budget/laravel-', '-previews'],
    ];
    for (const [action, before, behind] of allowed) {
      expect(await ask('preview', action, `arn:aws:${before}dev${behind}`)).toBe('Allowed');
      expect(await ask('preview', action, `arn:aws:${before}staging${behind}`)).toBe('ImplicitlyDenied');
    }
  });
});

test('All fit into the policies that a role can have, with the longest names there are', () => {
  const longest = {
    ...place,
    partition: 'aws-us-gov',
    region: 'ap-southeast-1',
    project: 'x'.repeat(20),
    stateBucket: 'x'.repeat(63),
  };
  const domains = Array.from({ length: 10 }, (_, index) => `${index}${'x'.repeat(60)}.example.com`);
  const environment = 'e'.repeat(10);
  const made = rolesOf({ github, previews: environment, environments: { [environment]: { domains } } }, longest);
  expect(made).toHaveLength(5);
  for (const { name, statements } of made) {
    expect(intoPolicies(name, statements).length).toBeGreaterThan(0);
  }
});
