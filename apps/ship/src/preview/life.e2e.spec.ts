import { boundaryArn, ciRoles, policyDocument } from '@laravel-ecs/access';
import { recordCalls, recordedCalls } from '@laravel-ecs/aws-emulator';
import { parseShared, previewName, previewRule } from '@laravel-ecs/config';
import { allowedOf, type ApiCall, type Asked, askedFor, type Owner, refusedOf } from '@laravel-ecs/testing';
import { FixturePreviews } from '../fixture-previews';

const BRANCH = 'feature/Ünï-#42/../x';
const NAME = previewName(BRANCH);

const SAYS = `{
  name: 'preview',
  aws: { region: 'us-east-1' },
  timeToLive: '2h',
  secrets: ['MAIL_PASSWORD'],
  permissionsBoundary: 'shared',
}`;

let previews: FixturePreviews;
let credentials: NodeJS.ProcessEnv;
const calls: ApiCall[] = [];

beforeAll(async () => {
  previews = await FixturePreviews.start(SAYS);
  credentials = await previews.aws.credentialsOf('123456789012', 'laravel-ci-preview');
  await previews.aws.play({ speed: 100 });
});
afterAll(() => previews.stop());

/** Runs the command to its end, as CI does, and remembers what it asks AWS for. */
async function recorded(words: readonly string[], env: NodeJS.ProcessEnv = {}): ReturnType<FixturePreviews['ship']> {
  await recordCalls(previews.aws.emulator);
  const ended = await previews.ship(words, { ...credentials, ...env });
  calls.push(...(await recordedCalls(previews.aws.emulator)));
  return ended;
}

describe('The life of a preview', () => {
  test('begins with its stack, its secrets, its database and a release', async () => {
    const { code, stdout, stderr } = await recorded(['up', BRANCH, '--tag', 'v1']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('APP_KEY is made\nMAIL_PASSWORD as in dev\n  database  INFO  Running database create');
    expect(stdout).toContain(`Release 1 of v1 to ${NAME}`);
    expect(stdout).toContain('http://feature-uni-f3c6e8db.preview.example.com\n  It goes in 2 hours');
  });

  test('has a rule for its name', async () => {
    expect((await previews.rules()).get(String(previewRule(NAME)))).toBe('feature-uni-f3c6e8db.preview.example.com');
  });

  test('has a plan that is empty', () => {
    expect(previews.plan(NAME)).toMatchObject({ status: 0 });
  });

  test('has a key of its own and no password in its state', async () => {
    const { APP_KEY, MAIL_PASSWORD } = await previews.secret(`laravel/${NAME}/application`);
    expect(APP_KEY).toMatch(/^base64:.{44}$/);
    expect(MAIL_PASSWORD).toBe(FixturePreviews.SECRET.MAIL_PASSWORD);
    const { password } = await previews.secret(`laravel/${NAME}/database`);
    expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(previews.state(NAME)).not.toContain(password);
  });

  test('is listed', async () => {
    expect(await previews.list()).toEqual([
      expect.objectContaining({ name: NAME, branch: BRANCH, tag: 'v1', state: 'serves' }),
    ]);
    expect((await recorded(['list'])).stdout).toMatch(
      new RegExp(`${NAME} +${BRANCH} +v1 +.* ago +in \\d hours? +serves`),
    );
  });

  test('is looked at and released to by the commands of an environment', async () => {
    const { stdout } = await previews.aws.ship('run', NAME, '--', 'artisan', 'about');
    expect(stdout).toContain('Running artisan about');
    expect(await previews.aws.ship('status', NAME)).toMatchObject({ code: 0 });
  });

  test('goes on when it is pushed to: another image, and time anew, and nothing else', async () => {
    const [earlier] = await previews.list();
    const { code, stdout } = await recorded(['up', BRANCH, '--tag', 'v2'], previews.aws.withClockOff(60));
    expect(code).toBe(0);
    expect(stdout).toContain(`${NAME}  no changes`);
    expect(stdout).not.toContain('Running database create');
    const [later] = await previews.list();
    expect(later?.tag).toBe('v2');
    expect(Date.parse(later?.expiresAt ?? '') - Date.parse(earlier?.expiresAt ?? '')).toBeGreaterThan(55 * 60_000);
    expect(previews.plan(NAME)).toMatchObject({ status: 0 });
  });

  test('has its database made once more, where the server is another', async () => {
    await previews.replaceDatabase('db-ANOTHER');
    const create = 'Running database create';
    expect((await previews.ship(['up', BRANCH, '--tag', 'v2'])).stdout).toContain(create);
    expect((await previews.ship(['up', BRANCH, '--tag', 'v2'])).stdout).not.toContain(create);
  });

  test('is to be swept once its branch is gone, and one whose branch is there is not', async () => {
    previews.setBranches('main');
    await previews.remember('pr-main');
    const { code, stdout } = await recorded(['sweep', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toBe(`${NAME}  its branch '${BRANCH}' is gone\n`);
  });

  test('ends with its time, and nothing of it is left', async () => {
    const late = previews.aws.withClockOff(4 * 60);
    const { code, stdout, stderr } = await recorded(['sweep'], late);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`${NAME}  its time was over`);
    expect(stdout).toContain('Running database drop');
    expect(stdout).toContain(`${NAME} is gone.`);
    expect(await previews.left()).toEqual([]);
    expect(() => previews.state(NAME)).toThrow('ENOENT');
    expect(await previews.list()).toEqual([]);
  });

  test('can be ended again', async () => {
    expect(await recorded(['down', BRANCH])).toMatchObject({
      code: 0,
      stdout: `There is no preview of '${BRANCH}': nothing is to be taken down\n`,
    });
  });
});

describe('What the life of a preview asks AWS for', () => {
  const ACCOUNT = { region: 'us-east-1', accountId: '123456789012' };
  const project = 'laravel';
  const { ci } = parseShared(
    {
      name: 'shared',
      aws: { region: ACCOUNT.region },
      ci: { github: { repository: 'acme/shop' }, previews: 'dev' },
    },
    'shared.ts',
  );
  const policies = new Map(
    (ci ? ciRoles(ci, { partition: 'aws', project, stateBucket: 'acme-states', ...ACCOUNT }) : []).map(
      ({ name, statements }) => [name, [policyDocument(statements)]],
    ),
  );
  const policiesOf = (role: string) => policies.get(`laravel-ci-${role}`) ?? [];

  /** Whose what is there is: the listener is the host's, and what bears its name. A rule bears that, and is the preview's. */
  const ownerOf = (arn: string): Owner => ({
    project,
    environment: /:listener\/|:(secret|parameter)[:/]laravel\/dev\//.test(arn) ? 'dev' : NAME,
  });

  /** The same calls, on an environment as if it were a preview. */
  const turnedOn = (environment: string) =>
    askedFor(
      JSON.parse(JSON.stringify(calls).replaceAll(NAME, environment).replaceAll('pr-main', environment)) as ApiCall[],
      ACCOUNT,
      { project, environment },
    );

  /** What AWS lets nobody limit to an environment, or what all share or say to all: no secret, no log, no state. */
  const OF_ALL = [
    /^(application-autoscaling|autoscaling|ec2|ecr|ecs|elasticloadbalancing|logs|secretsmanager|ssm|sts):(Describe|Get|List)\w+ on \*$/,
    /^ecs:DeregisterTaskDefinition on \*$/,
    // That of previews, whichever environment is looked at.
    /^ecr:(BatchGetImage|DescribeImages|DescribeRepositories|ListTagsForResource) on .*:repository\/laravel-previews$/,
  ];

  /** What the host has for its guests, all of it to read. */
  const FOR_GUESTS = [
    /^budgets:ViewBudget on .*:budget\/laravel-dev-previews$/,
    /^secretsmanager:GetSecretValue on .*:secret:laravel\/dev\/application-\w+$/,
    /^ssm:GetParameters? on .*:parameter\/laravel\/dev\/shared$/,
  ];

  /** What a role may do of this, beside what all may, and what is said to it. */
  async function allowedTo(role: string, asked: readonly Asked[], said: readonly RegExp[]): Promise<readonly string[]> {
    const allowed = await allowedOf(asked, policiesOf(role), ACCOUNT);
    return allowed.filter((each) => ![...OF_ALL, ...said].some((known) => known.test(each)));
  }

  test('is recorded from its beginning to its end, without a secret', () => {
    const actions = calls.map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining([
        'DescribeBudget',
        'CreateRule',
        'CreateRole',
        'RunTask',
        'DeleteRule',
        'DeleteParameters',
      ]),
    );
    expect(JSON.stringify(calls)).not.toContain(FixturePreviews.SECRET.MAIL_PASSWORD);
  });

  test('is allowed to the role of CI for previews, but for the password of the server, which ship does without', async () => {
    const asked = await askedFor(calls, ACCOUNT, ownerOf);
    expect(asked.length).toBeGreaterThan(100);
    expect(await refusedOf(asked, policiesOf('preview'), ACCOUNT)).toEqual([
      expect.stringMatching(/^secretsmanager:GetSecretValue on .*:secret:laravel\/dev\/database-\w+$/),
    ]);
  });

  test.each(['dev', 'staging', 'prod'])('is not allowed to it on %s itself', async (environment) => {
    expect(await allowedTo('preview', await turnedOn(environment), FOR_GUESTS)).toEqual([]);
  });

  test.each(['plan-dev', 'drift-dev', 'deploy-dev', 'release-dev', 'deploy-prod', 'release-prod'])(
    'is not allowed to %s, which is none of previews',
    async (role) => {
      const saidToAll = /^ssm:GetParameters? on .*\/(deployment|image|release)$/;
      const ofDev = /:secret:laravel\/dev\/database-\w+$/;
      const asked = await askedFor(calls, ACCOUNT, ownerOf);
      expect(await allowedTo(role, asked, [...FOR_GUESTS, saidToAll, ofDev])).toEqual([]);
    },
  );

  test('makes roles with the boundary alone', () => {
    const boundaries = calls
      .filter(({ action }) => action === 'CreateRole')
      .map(({ parameters }) => parameters['PermissionsBoundary']);
    expect(boundaries.length).toBeGreaterThan(4);
    expect(new Set(boundaries)).toEqual(new Set([boundaryArn({ partition: 'aws', project, ...ACCOUNT })]));
  });
});
