import { ciRoles, policyDocument } from '@laravel-ecs/access';
import { recordCalls, recordedCalls } from '@laravel-ecs/aws-emulator';
import { parseShared } from '@laravel-ecs/config';
import { allowedOf, type Asked, askedFor, refusedOf } from '@laravel-ecs/testing';
import { FixtureEmulator } from '../fixture-emulator';
import type { FixtureEnvironment } from '../fixture-environment';
import { standIn } from '../fixture-workspace';

const ACCOUNT = { region: 'us-east-1', accountId: '123456789012' };
const PROJECT = 'laravel';

const { ci } = parseShared(
  {
    name: 'shared',
    aws: { region: ACCOUNT.region },
    ci: { github: { repository: 'acme/shop' }, environments: { dev: {}, staging: {}, prod: {} }, previews: 'dev' },
  },
  'shared.ts',
);
const roles = new Map(
  (ci ? ciRoles(ci, { partition: 'aws', project: PROJECT, stateBucket: 'acme-states', ...ACCOUNT }) : []).map(
    ({ name, statements }) => [name.slice(`${PROJECT}-ci-`.length), [policyDocument(statements)]],
  ),
);

/** Policies of a role. */
const policiesOf = (role: string): readonly string[] => roles.get(role) ?? [];

let aws: FixtureEmulator;
let dev: FixtureEnvironment;

beforeAll(async () => {
  aws = await FixtureEmulator.start();
  dev = await aws.environment('dev');
  await aws.environment('staging');
  await Promise.all(['v1', 'v2'].map((tag) => dev.push(tag)));
  await aws.play({});
});
afterAll(() => aws.stop());

/** What these commands ask IAM for, in an environment that is called so. */
async function asking(environment: string, ...commands: readonly (readonly string[])[]): Promise<readonly Asked[]> {
  await recordCalls(aws.emulator);
  for (const words of commands) {
    const { code, stderr } = await aws.ship(...words);
    expect({ words, code, stderr }).toMatchObject({ words, code: 0 });
  }
  return askedFor(await recordedCalls(aws.emulator), ACCOUNT, { project: PROJECT, environment });
}

/** What no role can be kept from in AWS, since these know no resource: where images, revisions and machines are, and to take a revision back. */
const OF_NO_RESOURCE = [
  'autoscaling:DescribeAutoScalingGroups on *',
  'ecr:GetAuthorizationToken on *',
  'ecs:DeregisterTaskDefinition on *',
  'ecs:DescribeTaskDefinition on *',
  'logs:DescribeLogGroups on *',
  'ssm:DescribeParameters on *',
  'sts:GetCallerIdentity on *',
];

/** What environments share, or say to each other. */
const SHARED = [
  /^ecr:\w+ on arn:aws:ecr:.*:repository\/laravel$/,
  /^ssm:GetParameter\w* on .*\/(deployment|image|release)$/,
];

/** Of the calls, those that a role may make which is none of that environment's, beside what all may. */
async function reaching(asked: readonly Asked[], role: string): Promise<readonly string[]> {
  const allowed = await allowedOf(asked, policiesOf(role), ACCOUNT);
  return allowed.filter((each) => !OF_NO_RESOURCE.includes(each) && !SHARED.some((shared) => shared.test(each)));
}

/** The secrets' values are the tasks' alone: `ship` says of them that it may not look, and goes on. */
const NOT_TO_BE_READ = /^secretsmanager:GetSecretValue on /;

describe('The role that releases to an environment', () => {
  let releasing: readonly Asked[];

  beforeAll(async () => {
    releasing = await asking(
      'dev',
      ['deploy', 'dev', '--tag', 'v1'],
      ['deploy', 'dev', '--tag', 'v2'],
      ['rollback', 'dev'],
      ['run', 'dev', '--', 'artisan', 'about'],
      ['status', 'dev'],
      ['logs', 'dev', 'web'],
      ['releases', 'dev'],
      ['verify', 'dev'],
    );
  });

  test('may do all that releases do there', async () => {
    const actions = releasing.flatMap(({ requests }) => requests.map(({ action }) => action));
    expect(actions).toEqual(
      expect.arrayContaining(['ecs:UpdateService', 'ecs:RunTask', 'iam:PassRole', 'ssm:PutParameter']),
    );
    const refused = await refusedOf(releasing, policiesOf('release-dev'), ACCOUNT);
    expect(refused.filter((each) => !NOT_TO_BE_READ.test(each))).toEqual([]);
  });

  test('may read no value of a secret, its own included', async () => {
    const refused = await refusedOf(releasing, policiesOf('release-dev'), ACCOUNT);
    expect(refused.filter((each) => NOT_TO_BE_READ.test(each))).toHaveLength(1);
  });

  test.each(['release-staging', 'release-prod'])('is the only one that may: %s may not', async (role) => {
    expect(await reaching(releasing, role)).toEqual([]);
  });

  test('is the only one that may: who makes previews reads the values that they begin with, and does nothing', async () => {
    expect(await reaching(releasing, 'preview')).toEqual([
      expect.stringMatching(/^secretsmanager:GetSecretValue on .*:secret:laravel\/dev\/application-\w+$/),
    ]);
  });

  test.each(['plan-dev', 'drift-dev'])('is not the one that looks alone: %s changes nothing', async (role) => {
    const allowed = await allowedOf(releasing, policiesOf(role), ACCOUNT);
    expect(allowed.filter((each) => !/:(Describe|Get|List)\w+ on /.test(each))).toEqual([]);
  });

  test('goes on where a release fails', async () => {
    await aws.play({ deployments: [{ outcome: 'crash' }] });
    await recordCalls(aws.emulator);
    expect(await aws.ship('deploy', 'dev', '--tag', 'v2')).toMatchObject({ code: expect.any(Number) });
    await aws.play({});
    const failing = await askedFor(await recordedCalls(aws.emulator), ACCOUNT, {
      project: PROJECT,
      environment: 'dev',
    });
    const refused = await refusedOf(failing, policiesOf('release-dev'), ACCOUNT);
    expect(refused.filter((each) => !NOT_TO_BE_READ.test(each))).toEqual([]);
    expect(await reaching(failing, 'release-staging')).toEqual([]);
  });

  test('may take the release of another to its own, and not the other way round', async () => {
    const promoting = await asking('staging', ['promote', 'dev', 'staging']);
    const refused = await refusedOf(promoting, policiesOf('release-staging'), ACCOUNT);
    expect(refused.filter((each) => !NOT_TO_BE_READ.test(each))).toEqual([]);
    expect(await reaching(promoting, 'release-dev')).toEqual([]);
  });

  test('may neither open a shell in a task nor set a secret: those are for people', async () => {
    const env = standIn(aws.directory, 'sessionManagerPlugin', 'exit 0');
    await recordCalls(aws.emulator);
    await aws.start(['exec', 'dev'], { env }).ended;
    await aws.start(['secrets', 'set', 'dev', 'MAIL_PASSWORD'], { input: 'hunter2' }).ended;
    const calls = await recordedCalls(aws.emulator);
    expect(JSON.stringify(calls)).not.toContain('hunter2');
    const asked = await askedFor(calls, ACCOUNT, { project: PROJECT, environment: 'dev' });
    const refused = await refusedOf(asked, policiesOf('release-dev'), ACCOUNT);
    expect([...new Set(refused.map((each) => each.split(' ')[0]))]).toEqual([
      'ecs:ExecuteCommand',
      'secretsmanager:GetSecretValue',
      'secretsmanager:PutSecretValue',
    ]);
  });
});

describe('A push to the registry', () => {
  /** What `docker push` asks for. @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html */
  const PUSH = [
    'BatchCheckLayerAvailability',
    'InitiateLayerUpload',
    'UploadLayerPart',
    'CompleteLayerUpload',
    'PutImage',
  ];

  const pushTo = (repository: string): readonly Asked[] =>
    PUSH.map((action) => ({
      call: { service: 'ecr', action, parameters: {} },
      requests: [
        {
          action: `ecr:${action}`,
          resource: `arn:aws:ecr:${ACCOUNT.region}:${ACCOUNT.accountId}:repository/${repository}`,
          context: {},
        },
      ],
    }));

  test.each([
    ['release-dev', PROJECT],
    ['release-prod', PROJECT],
    ['preview', `${PROJECT}-previews`],
  ])('is for %s, to %s', async (role, repository) => {
    expect(await refusedOf(pushTo(repository), policiesOf(role), ACCOUNT)).toEqual([]);
  });

  test.each(['plan-dev', 'drift-dev', 'deploy-dev', 'preview'])('is not for %s', async (role) => {
    expect(await allowedOf(pushTo(PROJECT), policiesOf(role), ACCOUNT)).toEqual([]);
  });

  test.each(['other', 'laravel-other', 'laravel/other'])('goes to no other repository: %s', async (repository) => {
    for (const policies of roles.values()) {
      expect(await allowedOf(pushTo(repository), policies, ACCOUNT)).toEqual([]);
    }
  });
});
