import { appendFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { previewRule } from '@laravel-ecs/config';
import { HcpEndpoint } from '@laravel-ecs/testing';
import { FixturePreviews } from '../fixture-previews';
import { cliConfig } from '../terraform/cli-config';

const SAYS = `{ name: 'preview', aws: { region: 'us-east-1' }, limit: 3, timeToLive: '2h', secrets: ['MAIL_PASSWORD'] }`;

let previews: FixturePreviews;

beforeAll(async () => {
  previews = await FixturePreviews.start(SAYS);
});
beforeEach(() => previews.aws.play({ speed: 100 }));
afterAll(() => previews.stop());

/** Waits for a file. */
async function appears(file = ''): Promise<void> {
  for (const deadline = Date.now() + 60_000; !existsSync(file); await wait(50)) {
    if (Date.now() > deadline) {
      throw new Error(`${file} did not appear`);
    }
  }
}

describe('A preview is refused', () => {
  afterEach(async () => {
    expect(await previews.left()).toEqual([]);
  });

  test('where there are as many as there may be: those are named, the oldest first', async () => {
    await previews.remember('pr-two', { createdAt: '2026-01-02T00:00:00.000Z' });
    await previews.remember('pr-one', { createdAt: '2026-01-01T00:00:00.000Z' });
    await previews.remember('pr-three', { createdAt: '2026-01-03T00:00:00.000Z' });
    const { code, stderr } = await previews.ship(['up', 'four', '--tag', 'v1']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/there are 3 previews, of at most 3: .*\n {2}pr-one {2}one.*\n {2}pr-two.*\n {2}pr-three/);
    expect((await previews.list()).map(({ name }) => name)).toEqual(['pr-one', 'pr-two', 'pr-three']);
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
    await previews.spend(50.01);
    expect(await previews.ship(['up', 'fix', '--tag', 'v1'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('previews have cost 50.01 of 50 US dollars this month'),
    });
    await previews.spend(0);
  });

  test('where CI makes it, which may make no role without the boundary', async () => {
    const credentials = await previews.aws.credentialsOf('123456789012', 'laravel-ci-preview');
    expect(await previews.ship(['up', 'fix', '--tag', 'v1'], credentials)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        "CI may make roles with the shared boundary alone: say permissionsBoundary: 'shared' in environments/preview/environment.ts",
      ),
    });
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
    previews.keepStates({
      kind: 'hcp',
      hostname: hcp.hostname,
      organization: 'acme',
      project: 'Shop',
      previewsProject: 'Previews',
    });
  });
  afterAll(async () => {
    previews.keepStates(undefined);
    await hcp.stop();
  });

  /** What has Terraform log in, and find providers where they are here, if they are. */
  const loggedIn = async (): Promise<NodeJS.ProcessEnv> => {
    const home = mkdtempSync(join(tmpdir(), 'home-'));
    mkdirSync(join(home, '.terraform.d'));
    const credentials = { [hcp.hostname]: { token: hcp.token } };
    writeFileSync(join(home, '.terraform.d/credentials.tfrc.json'), JSON.stringify({ credentials }));
    const config = (await cliConfig(join(home, 'mirror.tfrc'), {}, { home })) ?? join(home, 'login.tfrc');
    appendFileSync(config, `credentials "${hcp.hostname}" {\n  token = "${hcp.token}"\n}\n`);
    return { ...hcp.environment, HOME: home, TF_CLI_CONFIG_FILE: config };
  };

  test('had it copied there with those of environments, unless it is on another computer', async () => {
    const env = await loggedIn();
    const before = join(previews.aws.directory, 'before.json');
    writeFileSync(before, '{}');
    const migrate = () => previews.aws.start(['state', 'migrate', '--from', before], { env }).ended;
    await previews.remember('pr-fix');
    await previews.remember('pr-far');
    await previews.pretend('pr-far');
    previews.writeState('pr-fix');
    const { code, stdout, stderr } = await migrate();
    expect(stdout).toContain('pr-fix  moved\n');
    expect(hcp.workspaces.get('laravel-pr-fix')?.project).toBe('prj-Previews');
    expect(JSON.parse(hcp.workspaces.get('laravel-pr-fix')?.state ?? '{}')).toMatchObject({ resources: [] });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('the states of pr-far are not where states were kept'),
    });
    await previews.forget('pr-far');
    expect(await migrate()).toMatchObject({ code: 0, stdout: expect.stringContaining('pr-fix  there already\n') });
    hcp.workspaces.clear();
  });

  test('takes its workspace with it, and is gone where that was gone before', async () => {
    const env = await loggedIn();
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
    expect(await previews.list()).toEqual([expect.objectContaining({ name: 'pr-half', state: 'half made' })]);
    expect(await previews.ship(['down', 'pr-half'])).toMatchObject({ code: 0, stderr: '' });
    expect(await previews.list()).toEqual([]);
  });

  test('one that runs, and whose state is not here, stays as it is', async () => {
    await previews.remember('pr-far', { databaseImage: 'x@sha256:1' });
    await previews.pretend('pr-far');
    const { code, stdout, stderr } = await previews.ship(['down', 'far']);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/pr-far runs, and its state is not here \(.*pr-far\.tfstate has nothing of it\)/),
    });
    expect(stdout).not.toContain('pr-far is gone');
    expect((await previews.list()).map(({ name }) => name)).toEqual(['pr-far']);
    await previews.forget('pr-far');
  });

  test('one that is taken down before anything of it is made is not made', async () => {
    const [began, go] = ['opening', 'opened'].map((file) => join(previews.aws.directory, file));
    const script = `[ "$1" != init ] || { touch ${began}; until test -e ${go}; do sleep 0.1; done; }\nexec "$REAL" "$@"`;
    const env = previews.withTerraform(script);
    const { ended } = previews.aws.start(['preview', 'up', 'gone', '--tag', 'v1'], { env });
    await appears(began);
    await previews.forget('pr-gone');
    writeFileSync(go ?? '', '');
    expect(await ended).toMatchObject({
      code: 1,
      stderr: '✘ pr-gone was taken down by another command meanwhile: try again\n',
    });
    expect((await previews.left()).filter((each) => each.includes('pr-gone'))).toEqual([]);
  });

  test('one that is being made is not taken down, and not forgotten', async () => {
    // Terraform holds the lock of the state until its calls are no longer throttled.
    await previews.aws.play({ speed: 100, faults: [{ action: 'CreateService', kind: 'throttle', times: 50 }] });
    const { child, ended } = previews.aws.start(['preview', 'up', 'slow', '--tag', 'v1']);
    await new Promise<void>((go) =>
      child.stdout?.on('data', (text: Buffer) => {
        if (text.includes('to create')) {
          go();
        }
      }),
    );
    expect(await previews.ship(['down', 'slow'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Error acquiring the state lock'),
    });
    await previews.aws.play({ speed: 100 });
    expect(await ended).toMatchObject({ code: 0 });
    expect(await previews.ship(['down', 'slow'])).toMatchObject({ code: 0 });
    expect(await previews.list()).toEqual([]);
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
    // What has no deployment has no task that could have made its database.
    expect(stdout).toContain('pr-broken is gone.');
    expect(stderr).toContain('1 preview of 2 did not go: pr-again. The next sweep tries again');
  });

  test('an interruption ends the whole sweep, even where what it came in goes well', async () => {
    const first = '2026-01-01T00:00:00.000Z';
    await previews.remember('pr-first', { expiresAt: first, createdAt: first });
    const [began, go] = ['began', 'goes-on'].map((file) => join(previews.aws.directory, file));
    const init = `trap '' INT; touch ${began}; until test -e ${go}; do sleep 0.1; done`;
    const { child, ended } = previews.aws.start(['preview', 'sweep'], {
      env: previews.withTerraform(`[ "$1" != init ] || { ${init}; }\nexec "$REAL" "$@"`),
    });
    await appears(began);
    child.kill('SIGINT');
    writeFileSync(go ?? '', '');
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    expect(stdout).toContain('pr-first  its time was over');
    expect(stdout).not.toContain('pr-again');
    await previews.forget('pr-first');
  });

  test('a remote that does not answer says nothing of branches: what is in time stays', async () => {
    previews.loseRemote();
    await previews.remember('pr-broken', {});
    await previews.remember('pr-late', { expiresAt: '2026-01-01T00:00:00.000Z' });
    const { code, stderr } = await previews.ship(['sweep']);
    expect(code).toBe(0);
    expect(stderr).toContain('can not be reached: only previews that are over their time go');
    expect((await previews.list()).map(({ name }) => name).sort()).toEqual(['pr-again', 'pr-broken']);
  });
});
