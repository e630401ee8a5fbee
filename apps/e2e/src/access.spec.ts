import { join } from 'node:path';
import { boundaryArn, ciRoles, policyDocument } from '@laravel-ecs/access';
import { type Emulator, findEmulator, recordCalls, recordedCalls } from '@laravel-ecs/aws-emulator';
import { parseShared } from '@laravel-ecs/config';
import { allowedOf, type ApiCall, type Asked, askedFor, refusedOf } from '@laravel-ecs/testing';
import { Workspace } from './workspace';

const ACCOUNT = { region: 'us-east-1', accountId: '123456789012' };
const PLACE = { partition: 'aws', project: 'laravel', stateBucket: 'acme-states', ...ACCOUNT };

const says = `{
  name: 'shared',
  aws: { region: 'us-east-1' },
  ci: { github: { repository: 'acme/shop' }, previews: 'dev' },
}`;
const { ci } = parseShared(
  { name: 'shared', aws: { region: ACCOUNT.region }, ci: { github: { repository: 'acme/shop' }, previews: 'dev' } },
  'shared.ts',
);
const roles = new Map((ci ? ciRoles(ci, PLACE) : []).map(({ name, statements }) => [name, statements]));

/** Policies of a role, as AWS has them. */
const policiesOf = (role: string): readonly string[] => [policyDocument(roles.get(`laravel-ci-${role}`) ?? [])];

/** Reads that AWS lets nobody limit to an environment, or of what all share or say to all. None is of a secret, a log or a state. */
const READS_OF_ALL = [
  /^(acm|application-autoscaling|autoscaling|ec2|ecs|elasticloadbalancing|kms|logs|route53|ssm|sts|wafv2):(Describe|Get|List)\w+ on \*$/,
  /^ec2:DescribeVpcAttribute on /,
  /^ecr:(DescribeImages|DescribeRepositories|ListTagsForResource) on .*:repository\/laravel$/,
  /^rds:DescribeDBInstances on /,
  /^ssm:GetParameters? on .*:parameter\/laravel\/dev\/(deployment|image|release)$/,
  /^secretsmanager:GetRandomPassword on \*$/,
];

describe('What Terraform asks AWS for, to make, plan, change and destroy dev', () => {
  const workspace = new Workspace();
  let making: readonly Asked[];
  let planning: readonly Asked[];
  let all: readonly Asked[];
  let calls: readonly ApiCall[];

  beforeAll(async () => {
    workspace.write('shared', says);
    for (const name of ['dev', 'staging', 'prod']) {
      workspace.edit(name, `name: '${name}',`, `name: '${name}',\n  permissionsBoundary: 'shared',`);
    }
    await workspace.ship('emulator', 'start');
    await workspace.ship('up', 'shared', '--emulator');
    const emulator = (await findEmulator(join(workspace.directory, '.emulator'))) as Emulator;
    const recorded = async (...words: readonly string[]) => {
      await recordCalls(emulator);
      await workspace.terraform('dev', ...words);
      return recordedCalls(emulator);
    };
    const made = await recorded('apply', '-auto-approve');
    const planned = await recorded('plan');
    workspace.edit('dev', 'instances: { min: 1, max: 2 }', 'instances: { min: 2, max: 3 }');
    const changed = await recorded('apply', '-auto-approve');
    const destroyed = await recorded('destroy', '-auto-approve');

    calls = [...made, ...planned, ...changed, ...destroyed];
    const owner = { project: PLACE.project, environment: 'dev' };
    [making, planning, all] = await Promise.all(
      [made, planned, calls].map((each) => askedFor(each, ACCOUNT, owner)) as [
        Promise<readonly Asked[]>,
        Promise<readonly Asked[]>,
        Promise<readonly Asked[]>,
      ],
    );
  });
  afterAll(() => workspace.remove());

  test('is told without a secret', () => {
    const words = new Set(calls.flatMap(({ parameters }) => Object.keys(parameters)));
    expect(words).toContain('DBInstanceIdentifier');
    expect([...words].filter((word) => /password|secretstring|userdata/i.test(word))).toEqual([]);
  });

  test('is allowed to the role that deploys dev', async () => {
    expect(making.length).toBeGreaterThan(200);
    expect(await refusedOf(all, policiesOf('deploy-dev'), ACCOUNT)).toEqual([]);
  });

  test.each(['deploy-staging', 'deploy-prod', 'release-staging', 'preview'])(
    'is not allowed to %s, but for reads that nobody can be kept from',
    async (role) => {
      const allowed = await allowedOf(all, policiesOf(role), ACCOUNT);
      expect(allowed.filter((each) => !READS_OF_ALL.some((read) => read.test(each)))).toEqual([]);
    },
  );

  test('is allowed to the role that looks at dev as far as a plan goes', async () => {
    expect(await refusedOf(planning, policiesOf('drift-dev'), ACCOUNT)).toEqual([]);
  });

  test('is allowed to the role that plans dev but for values of secrets', async () => {
    const refused = await refusedOf(planning, policiesOf('plan-dev'), ACCOUNT);
    expect(refused).toEqual([
      expect.stringMatching(/^secretsmanager:GetSecretValue on .*:secret:laravel\/dev\/database-\w+$/),
    ]);
  });

  test.each(['plan-dev', 'drift-dev'])('is not allowed to %s where it changes anything', async (role) => {
    const allowed = await allowedOf(all, policiesOf(role), ACCOUNT);
    expect(allowed.filter((each) => !/^[\w-]+:(Describe|Get|List)\w+ on /.test(each))).toEqual([]);
  });

  test('makes no role without the boundary', () => {
    const boundaries = calls
      .filter(({ action }) => action === 'CreateRole')
      .map(({ parameters }) => parameters['PermissionsBoundary']);
    expect(boundaries.length).toBeGreaterThan(5);
    expect(new Set(boundaries)).toEqual(new Set([boundaryArn(PLACE)]));
  });
});
