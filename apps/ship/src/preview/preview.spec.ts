import { appendFileSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Budgets } from '@aws-sdk/client-budgets';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { previewName, previewRule } from '@laravel-ecs/config';
import { HcpEndpoint } from '@laravel-ecs/testing';
import { FixturePreviews } from '../fixture-previews';
import { cliConfig } from '../terraform/cli-config';

jest.setTimeout(240_000);

const BRANCH = 'feature/Ünï-#42/../x';
const NAME = previewName(BRANCH);

const SAYS = `{ name: 'preview', aws: { region: 'us-east-1' }, limit: 3, timeToLive: '2h', secrets: ['MAIL_PASSWORD'] }`;

let previews: FixturePreviews;
let before: readonly string[];

beforeAll(async () => {
  previews = await FixturePreviews.start(SAYS);
  await Promise.all(['v1', 'v2'].map((tag) => previews.push(tag)));
  before = await previews.inventory();
});
beforeEach(() => previews.aws.play({ speed: 100 }));
afterAll(() => previews.stop());

/** What is there that was not there before previews were made. Revisions stay, for rollbacks, of an environment as well. */
const left = async () =>
  (await previews.inventory()).filter((each) => !before.includes(each) && !each.startsWith('ecs:task-definition'));

interface Listed {
  readonly name: string;
  readonly state: string;
  readonly tag?: string;
  readonly branch: string;
  readonly expiresAt: string;
}

const list = async () => JSON.parse((await previews.ship(['list', '--json'])).stdout) as readonly Listed[];

const client = () => ({
  endpoint: previews.aws.emulator.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'spec', secretAccessKey: 'spec' },
});

describe('The life of a preview', () => {
  test('begins with its stack, its secrets, its database and a release', async () => {
    const { code, stdout, stderr } = await previews.ship(['up', BRANCH, '--tag', 'v1']);
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
    const secrets = new SecretsManager(client());
    const valueOf = async (what: string) =>
      JSON.parse((await secrets.getSecretValue({ SecretId: `laravel/${NAME}/${what}` })).SecretString ?? '{}');
    const { APP_KEY, MAIL_PASSWORD } = await valueOf('application');
    expect(APP_KEY).toMatch(/^base64:.{44}$/);
    expect(MAIL_PASSWORD).toBe(FixturePreviews.SECRET.MAIL_PASSWORD);
    const { password } = await valueOf('database');
    expect(password).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(previews.state(NAME)).not.toContain(password);
  });

  test('is listed', async () => {
    expect(await list()).toEqual([expect.objectContaining({ name: NAME, branch: BRANCH, tag: 'v1', state: 'serves' })]);
    expect((await previews.ship(['list'])).stdout).toMatch(
      new RegExp(`${NAME} +${BRANCH} +v1 +.* ago +in 2 hours +serves`),
    );
  });

  test('is looked at and released to by the commands of an environment', async () => {
    const { stdout } = await previews.aws.ship('run', NAME, '--', 'artisan', 'about');
    expect(stdout).toContain('Running artisan about');
    expect(await previews.aws.ship('status', NAME)).toMatchObject({ code: 0 });
  });

  test('goes on when it is pushed to: another image, and time anew, and nothing else', async () => {
    const [earlier] = await list();
    const { code, stdout } = await previews.ship(['up', BRANCH, '--tag', 'v2'], previews.aws.withClockOff(60));
    expect(code).toBe(0);
    expect(stdout).toContain(`${NAME}  no changes`);
    expect(stdout).not.toContain('Running database create');
    const [later] = await list();
    expect(later?.tag).toBe('v2');
    expect(Date.parse(later?.expiresAt ?? '') - Date.parse(earlier?.expiresAt ?? '')).toBeGreaterThan(55 * 60_000);
    expect(previews.plan(NAME)).toMatchObject({ status: 0 });
  });

  test('is to be swept once its branch is gone, and one whose branch is there is not', async () => {
    previews.setBranches('main');
    await previews.remember('pr-main');
    const { code, stdout } = await previews.ship(['sweep', '--dry-run']);
    expect(code).toBe(0);
    expect(stdout).toBe(`${NAME}  its branch '${BRANCH}' is gone\n`);
  });

  test('ends with its time, and nothing of it is left', async () => {
    const late = previews.aws.withClockOff(4 * 60);
    const { code, stdout, stderr } = await previews.ship(['sweep'], late);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`${NAME}  its time was over`);
    expect(stdout).toContain('Running database drop');
    expect(stdout).toContain(`${NAME} is gone.`);
    expect(await left()).toEqual([]);
    expect(() => previews.state(NAME)).toThrow('ENOENT');
    expect(await list()).toEqual([]);
  });

  test('can be ended again', async () => {
    expect(await previews.ship(['down', BRANCH])).toMatchObject({
      code: 0,
      stdout: `There is no preview of '${BRANCH}': nothing is to be taken down\n`,
    });
  });
});

describe('A preview is refused', () => {
  afterEach(async () => {
    await previews.share({});
    expect(await left()).toEqual([]);
  });

  test('where there are as many as there may be: those are named, the oldest first', async () => {
    await previews.remember('pr-two', { createdAt: '2026-01-02T00:00:00.000Z' });
    await previews.remember('pr-one', { createdAt: '2026-01-01T00:00:00.000Z' });
    await previews.remember('pr-three', { createdAt: '2026-01-03T00:00:00.000Z' });
    const { code, stderr } = await previews.ship(['up', 'four', '--tag', 'v1']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/there are 3 previews, of at most 3: .*\n {2}pr-one {2}one.*\n {2}pr-two.*\n {2}pr-three/);
    expect((await list()).map(({ name }) => name)).toEqual(['pr-one', 'pr-two', 'pr-three']);
    await previews.forget('pr-one', 'pr-two', 'pr-three');
  });

  test('where another branch has its name', async () => {
    await previews.remember('pr-fix', { branch: 'another' });
    expect(await previews.ship(['up', 'fix', '--tag', 'v1'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("pr-fix is the preview of 'another', and 'fix' would have the same name"),
    });
    await previews.forget('pr-fix');
  });

  test('where all of them have cost what they may', async () => {
    const BudgetName = 'laravel-dev-previews';
    await new Budgets(client()).createBudget({
      AccountId: '123456789012',
      Budget: {
        BudgetName,
        BudgetType: 'COST',
        TimeUnit: 'MONTHLY',
        BudgetLimit: { Amount: '50', Unit: 'USD' },
        CalculatedSpend: { ActualSpend: { Amount: '50.01', Unit: 'USD' } },
      },
    });
    await previews.share({ budget: BudgetName });
    expect(await previews.ship(['up', 'fix', '--tag', 'v1'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('previews have cost 50.01 of 50 US dollars this month'),
    });
    await new Budgets(client()).deleteBudget({ AccountId: '123456789012', BudgetName });
  });

  test('where the branch is a fork’s', async () => {
    const ofFork = { CI_PROJECT_ID: '1', CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '2' };
    expect(await previews.ship(['up', 'fix', '--tag', 'v1'], ofFork)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the branch comes from project 2, a fork'),
    });
  });

  test.each([
    [['up', ' '], 64, 'a preview is of a branch: say its name'],
    [['up', 'fix', '--tag', 'v1', '--image', 'x'], 64, 'say --image or --tag, not both'],
  ])('as %j', async (words, code, message) => {
    expect(await previews.ship(words)).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });

  test('where its file is not right, as an environment is', async () => {
    previews.say(`{ name: 'preview', aws: { region: 'us-east-1' }, limit: 0 }`);
    expect(await previews.ship(['up', 'fix', '--tag', 'v1'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('environments/preview/environment.ts is not valid:\n  - limit: got 0'),
    });
    previews.say(SAYS);
  });

  test('where there is nothing to stand on', async () => {
    previews.say(SAYS.replace('limit', `of: 'staging', limit`));
    expect(await previews.ship(['up', 'fix', '--tag', 'v1'])).toMatchObject({
      code: 6,
      stderr: expect.stringContaining(
        'give `previews` to environments/staging/environment.ts, and npx ship up staging',
      ),
    });
    previews.say(SAYS);
  });
});

describe('A preview whose state is in HCP Terraform', () => {
  let hcp: HcpEndpoint;
  beforeAll(async () => {
    hcp = await HcpEndpoint.start();
    previews.keepStates({ kind: 'hcp', hostname: hcp.hostname, organization: 'acme' });
  });
  afterAll(async () => {
    previews.keepStates(undefined);
    await hcp.stop();
  });

  test('takes its workspace with it, and is gone where that was gone before', async () => {
    const home = mkdtempSync(join(tmpdir(), 'home-'));
    mkdirSync(join(home, '.terraform.d'));
    const credentials = { [hcp.hostname]: { token: hcp.token } };
    writeFileSync(join(home, '.terraform.d/credentials.tfrc.json'), JSON.stringify({ credentials }));
    // Beside where providers are here, if they are.
    const config = (await cliConfig(join(home, 'mirror.tfrc'), {}, { home })) ?? join(home, 'login.tfrc');
    appendFileSync(config, `credentials "${hcp.hostname}" {\n  token = "${hcp.token}"\n}\n`);
    const env = { ...hcp.environment, HOME: home, TF_CLI_CONFIG_FILE: config };
    for (const isThere of [true, false]) {
      if (isThere) {
        hcp.make('laravel-pr-fix', 'local');
      }
      await previews.remember('pr-fix');
      const { code, stderr } = await previews.ship(['down', 'fix'], env);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(hcp.workspaces.has('laravel-pr-fix')).toBe(false);
    }
  });
});

describe('What goes wrong on the way', () => {
  test('another rule that came first, before and in the middle, has the preview take the next priority', async () => {
    const wanted = previewRule('pr-fix');
    await previews.takeRule(wanted);
    await previews.takeRule(wanted + 1);
    // As if another preview had taken it since this one looked.
    await previews.remember('pr-fix', { rule: wanted });
    const { code, stdout } = await previews.ship(['up', 'fix', '--tag', 'v1']);
    expect(stdout).toContain(
      `Another has taken the priority ${wanted} for its rule meanwhile: going on with ${wanted + 2}`,
    );
    expect(code).toBe(0);
    expect((await previews.rules()).get(String(wanted + 2))).toBe('fix.preview.example.com');
    expect(previews.plan('pr-fix')).toMatchObject({ status: 0 });
    await previews.ship(['down', 'fix']);
  });

  test('one that was half made is listed as such, and goes whole', async () => {
    const error = { kind: 'error', code: 'ClientException', message: 'not today' } as const;
    await previews.aws.play({ speed: 100, faults: [{ action: 'CreateService', times: 1, ...error }] });
    const { code, stderr } = await previews.ship(['up', 'half', '--tag', 'v1']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('not today') });
    expect(await list()).toEqual([expect.objectContaining({ name: 'pr-half', state: 'half made' })]);
    expect(await previews.ship(['down', 'half'])).toMatchObject({ code: 0, stderr: '' });
    expect(await list()).toEqual([]);
  });

  test('a database that is not made stops the release, and a second try goes on from there', async () => {
    await previews.aws.play({ speed: 100, oneOffTasks: [{ exitCode: 69, logs: ['Access denied'] }] });
    const { code, stdout, stderr } = await previews.ship(['up', 'again', '--tag', 'v1']);
    expect(code).toBe(1);
    expect(stdout).toContain('database  Access denied');
    expect(stderr).toContain('the task that would create the database of pr-again ended with 69');
    expect(previews.plan('pr-again')).toMatchObject({ status: 0 });
    const again = await previews.ship(['up', 'again', '--tag', 'v1']);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('Running database create') });
  });

  test('a sweep goes on where one preview does not go, and says so by its exit code', async () => {
    previews.setBranches('main');
    await previews.remember('pr-broken', { databaseImage: 'of another@sha256:1' });
    await previews.aws.play({ speed: 100, oneOffTasks: [{ exitCode: 1 }] });
    const { code, stdout, stderr } = await previews.ship(['sweep']);
    expect(code).toBe(1);
    expect(stdout).toContain('pr-again stays: the task that would drop the database of pr-again ended with 1');
    expect(stdout).toContain('pr-broken stays: ');
    expect(stderr).toContain('2 previews of 2 did not go: pr-again, pr-broken. The next sweep tries again');
  });

  test('a remote that does not answer says nothing of branches: what is in time stays', async () => {
    previews.loseRemote();
    await previews.remember('pr-broken', {});
    await previews.remember('pr-late', { expiresAt: '2026-01-01T00:00:00.000Z' });
    const { code, stdout } = await previews.ship(['sweep']);
    expect(code).toBe(0);
    expect(stdout).toContain('can not be reached: only previews that are over their time go');
    expect((await list()).map(({ name }) => name).sort()).toEqual(['pr-again', 'pr-broken']);
  });
});
