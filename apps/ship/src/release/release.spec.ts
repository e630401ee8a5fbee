import { FixtureEmulator } from '../fixture-emulator';
import type { FixtureEnvironment } from '../fixture-environment';

let aws: FixtureEmulator;
let shop: FixtureEnvironment;

beforeAll(async () => {
  aws = await FixtureEmulator.start();
  shop = await aws.environment('shop');
  await aws.environment('staging');
  await Promise.all(['v1', 'v2', 'v3'].map((tag) => shop.push(tag)));
});
beforeEach(() => aws.play({}));
afterAll(() => aws.stop());

const json = async (...words: readonly string[]) => JSON.parse((await aws.ship(...words, '--json')).stdout) as unknown;

describe('Before the first release', () => {
  test('says that nothing is released', async () => {
    expect((await aws.ship('status', 'shop')).stdout).toContain('nothing is released: npx ship deploy shop');
    expect((await aws.ship('releases', 'shop')).stdout).toContain('Nothing was released to shop');
  });

  test('has nothing to go back to, to promote or to run', async () => {
    expect(await aws.ship('rollback', 'shop')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no release of shop to go back to: nothing was released'),
    });
    expect(await aws.ship('promote', 'shop', 'staging')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('nothing is released to shop'),
    });
    expect(await aws.ship('run', 'shop', '--', 'artisan', 'about')).toMatchObject({ code: 6 });
  });
});

describe('Releases', () => {
  test('run, and are told by number, tag and outcome', async () => {
    for (const tag of ['v1', 'v2']) {
      const { code, stderr } = await aws.ship('deploy', 'shop', '--tag', tag);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    }
    expect(await json('releases', 'shop')).toMatchObject({
      releases: [
        { release: 2, tag: 'v2', outcome: 'succeeded', kind: 'deploy' },
        { release: 1, tag: 'v1', outcome: 'succeeded' },
      ],
    });
    expect(await json('status', 'shop')).toMatchObject({
      release: { release: 2 },
      services: [
        { role: 'web', state: 'steady', running: 2, desired: 2 },
        { role: 'worker', state: 'steady', running: 1 },
        { role: 'scheduler', state: 'steady', running: 1 },
      ],
    });
  });

  test('are gone back from, which runs no migration and says where one lies between', async () => {
    await aws.play({ oneOffTasks: [{ logs: ['INFO  Running migrations.', '2026_01_01_000000_add_orders ... DONE'] }] });
    await aws.ship('deploy', 'shop', '--tag', 'v3');
    const dry = await aws.ship('rollback', 'shop', '--dry-run');
    expect(dry.stdout).toContain('Would go back to release 2, v2');
    expect(dry.stdout).toContain(
      'is from before a migration of the database (release 3), which a rollback does not undo',
    );

    const runs = aws.calls('RunTask');
    const { code, stdout } = await aws.ship('rollback', 'shop', '--to', 'v1');
    expect(code).toBe(0);
    expect(stdout).toContain('Going back to release 1, v1');
    expect(aws.calls('RunTask')).toBe(runs);
    const { image, isPlanEmpty } = await shop.truth();
    expect({ image, isPlanEmpty }).toEqual({ image: expect.stringContaining('@sha256:'), isPlanEmpty: true });
  });

  test('are gone back from once more, further back and not to where the first way back began', async () => {
    const { stderr } = await aws.ship('rollback', 'shop', '--dry-run');
    expect(stderr).toContain('there is no release of shop to go back to: none before was healthy');

    await aws.ship('rollback', 'shop', '--to', '3');
    expect((await aws.ship('rollback', 'shop', '--dry-run')).stdout).toContain('Would go back to release 2, v2');
    await aws.ship('rollback', 'shop');
    expect((await aws.ship('rollback', 'shop', '--dry-run')).stdout).toContain('Would go back to release 1, v1');
    await aws.ship('rollback', 'shop');
  });

  test('that are chosen may be called as a later one that was not healthy', async () => {
    await aws.play({ deployments: [{ service: 'web', outcome: 'crash' }] });
    expect((await aws.ship('deploy', 'shop', '--tag', 'v2')).code).toBe(4);
    expect((await aws.ship('rollback', 'shop', '--to', 'v2', '--dry-run')).stdout).toMatch(/to release \d+, v2/);
  });

  test('go to the next environment by digest', async () => {
    const { code, stderr } = await aws.ship('promote', 'shop', 'staging');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const told = (await json('releases', 'staging')) as { image: string };
    expect(told).toMatchObject({ releases: [{ kind: 'promote', tag: 'v1' }] });
    expect(told.image).toBe((await shop.truth()).image);
  });

  test('wait for nobody: a second one is refused while the first is under way, and says who is at it', async () => {
    const calls = aws.calls('RunTask');
    await aws.play({ oneOffTasks: [{ seconds: 100 }] });
    const { ended } = aws.start(['deploy', 'shop', '--tag', 'v2']);
    await aws.nextCall('RunTask', calls);
    expect(await aws.ship('deploy', 'shop', '--tag', 'v3')).toMatchObject({
      code: 75,
      stderr: expect.stringMatching(/@.* releases v2 \(shop, since .* ago\): try again/),
    });
    expect((await ended).code).toBe(0);
  });

  test('that are under way are stopped by a rollback, and the one before serves', async () => {
    const before = await shop.truth();
    await aws.play({
      oneOffTasks: [{ logs: ['INFO  Running migrations.'] }],
      deployments: [{ service: 'web', outcome: 'healthy', seconds: 300 }],
    });
    const calls = aws.calls('UpdateService');
    const { ended } = aws.start(['deploy', 'shop', '--tag', 'v3']);
    await aws.nextCall('UpdateService', calls + 2);
    expect(await aws.ship('promote', 'shop', 'staging')).toMatchObject({
      code: 75,
      stderr: expect.stringMatching(/release \d+ of shop is not at its end, and may not get healthy/),
    });
    const { code, stdout } = await aws.ship('rollback', 'shop');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('Stopped release') });
    expect(stdout).toContain('has migrated the database, which is not undone');
    expect((await ended).code).toBe(4);
    expect(await shop.truth()).toEqual({ ...before, outcome: 'rolled back' });
    const { releases } = (await json('releases', 'shop')) as { releases: readonly unknown[] };
    expect(releases[0]).toMatchObject({ outcome: 'rolled back', migrated: true });
  });
});

describe('A way back', () => {
  test('that ends nowhere is said, left open, and gone once more by `rollback`', async () => {
    const before = await shop.truth();
    await aws.play({
      deployments: [
        { service: 'web', outcome: 'crash' },
        { service: 'worker', outcome: 'healthy' },
        { service: 'worker', outcome: 'crash' },
      ],
    });
    const { code, stderr } = await aws.ship('deploy', 'shop', '--tag', 'v3');
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringContaining('what served shop before does not come back: worker: '),
    });
    expect((await shop.truth()).outcome).toBe('in progress');

    await aws.play({});
    expect(await aws.ship('rollback', 'shop')).toMatchObject({ code: 0, stderr: '' });
    expect(await shop.truth()).toEqual({ ...before, outcome: 'rolled back' });
  });

  test('that is interrupted is told in a sentence, and gone on with', async () => {
    const before = await shop.truth();
    await aws.play({ deployments: [{ service: 'web', outcome: 'healthy', seconds: 300 }] });
    const calls = aws.calls('UpdateService');
    const deploy = aws.start(['deploy', 'shop', '--tag', 'v3']);
    await aws.nextCall('UpdateService', calls + 2);
    deploy.child.kill('SIGINT');
    expect((await deploy.ended).code).toBe(130);

    const stops = aws.calls('StopServiceDeployment');
    const rollback = aws.start(['rollback', 'shop']);
    await aws.nextCall('StopServiceDeployment', stops);
    rollback.child.kill('SIGINT');
    expect(await rollback.ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/^✘ Interrupted/) });

    expect(await aws.ship('rollback', 'shop')).toMatchObject({ code: 0, stderr: '' });
    expect(await shop.truth()).toEqual({ ...before, outcome: 'rolled back' });
  });
});

describe('A release that was left under way', () => {
  /** Starts it, and interrupts it when the services have begun to move. */
  async function interrupt(...words: readonly string[]): Promise<void> {
    await aws.play({ deployments: [{ service: 'web', outcome: 'healthy', seconds: 300 }] });
    const calls = aws.calls('UpdateService');
    const { child, ended } = aws.start(words);
    await aws.nextCall('UpdateService', calls + 2);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
  }

  test('is gone on with by the same command, where it was a rollback', async () => {
    const told = (await json('releases', 'shop')) as { image: string };
    await interrupt('rollback', 'shop');
    await aws.play({});
    const { code, stdout } = await aws.ship('rollback', 'shop');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/Release \d+ of \S+ to shop goes on/) });
    const { image, outcome, isPlanEmpty } = await shop.truth();
    expect({ outcome, isPlanEmpty }).toEqual({ outcome: 'succeeded', isPlanEmpty: true });
    expect(image).not.toBe(told.image);
  });

  test('is taken back before another, so that what that one leaves is what served', async () => {
    await aws.ship('deploy', 'shop', '--tag', 'v1');
    const before = await shop.truth();
    await interrupt('deploy', 'shop', '--tag', 'v2');
    await aws.play({ oneOffTasks: [{ exitCode: 1 }] });
    const { code, stdout } = await aws.ship('deploy', 'shop', '--tag', 'v3');
    expect({ code, stdout }).toEqual({ code: 5, stdout: expect.stringContaining('was left under way') });
    expect(await shop.truth()).toEqual({ ...before, outcome: 'migration failed' });
  });
});

describe('A deployment that has failed at the release before', () => {
  test('is begun once more by `rollback`', async () => {
    const before = await shop.truth();
    await shop.leaveFailuresToUs('web');
    const crash = { service: 'web', outcome: 'crash' } as const;
    await aws.play({ deployments: [crash, crash] });
    expect(await aws.ship('deploy', 'shop', '--tag', 'v3')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('does not come back: web: '),
    });
    await aws.play({});
    expect(await aws.ship('rollback', 'shop')).toMatchObject({ code: 0, stderr: '' });
    expect(await shop.truth()).toEqual({ ...before, outcome: 'rolled back' });
  });
});

describe('A migration whose end nobody saw', () => {
  test('goes on, and is waited for by the same command', async () => {
    await aws.play({
      oneOffTasks: [{ seconds: 60, logs: ['INFO  Running migrations.'] }],
      faults: [{ action: 'GetLogEvents', kind: 'error', code: 'AccessDeniedException', message: 'No.', times: 1 }],
    });
    const runs = aws.calls('RunTask');
    expect(await aws.ship('deploy', 'shop', '--tag', 'v3')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is left as it is: the migration goes on, and no service was changed'),
    });
    const { code, stdout } = await aws.ship('deploy', 'shop', '--tag', 'v3');
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('goes on') });
    expect(aws.calls('RunTask')).toBe(runs + 1);
    const { releases } = (await json('releases', 'shop')) as { releases: readonly unknown[] };
    expect(releases[0]).toMatchObject({ outcome: 'succeeded', migrated: true });
  });
});

describe('An answer', () => {
  test('may be read in part', async () => {
    const { child, ended } = aws.start(['releases', 'shop']);
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('One-off tasks', () => {
  test('write their log and end as the command did', async () => {
    await aws.play({ oneOffTasks: [{ exitCode: 3, logs: ['no such queue'] }] });
    const { code, stdout, stderr } = await aws.ship('run', 'shop', '--', 'artisan', 'queue:retry', 'all');
    expect({ code, stdout, stderr }).toEqual({
      code: 3,
      stdout: 'no such queue\n',
      stderr: '✘ `artisan queue:retry all` ended with 3\n',
    });
  });
});

describe('Logs', () => {
  test('are of the role that is asked for, and can be filtered', async () => {
    const { code, stdout } = await aws.ship('logs', 'shop', 'worker', '--since', '1h');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d worker\/[0-9a-f]{8} /);
    expect(stdout).not.toContain('web/');
    expect((await aws.ship('logs', 'shop', '--since', '1h', '--filter', 'queue')).stdout).toMatch(
      /migrate\/.*no such queue/,
    );
  });
});

describe('Secrets', () => {
  test('are read from the standard input, listed by name and age, and never shown', async () => {
    const set = await aws.start(['secrets', 'set', 'shop', 'MAIL_PASSWORD'], { input: 'hunter2\n' }).ended;
    expect(set).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining('MAIL_PASSWORD') });
    const { stdout } = await aws.ship('secrets', 'list', 'shop');
    expect(stdout).toMatch(/APP_KEY +by another program/);
    expect(stdout).toMatch(/MAIL_PASSWORD +\d+ seconds? ago/);
    expect(set.stdout + stdout).not.toContain('hunter2');
  });

  test('are imported from a .env file, and taken away', async () => {
    const input = 'STRIPE_KEY="sk 1"\nEMPTY=\n# a comment\n';
    expect(await aws.start(['secrets', 'import', 'shop', '-'], { input }).ended).toMatchObject({ code: 0 });
    expect(await json('secrets', 'list', 'shop')).toEqual(
      expect.arrayContaining([{ name: 'STRIPE_KEY', setAt: expect.any(String) }]),
    );
    expect(await aws.ship('secrets', 'unset', 'shop', 'STRIPE_KEY')).toMatchObject({ code: 0 });
    expect(await aws.ship('secrets', 'unset', 'shop', 'STRIPE_KEY')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('STRIPE_KEY is not set in shop: there are APP_KEY, MAIL_PASSWORD'),
    });
  });

  test('that no task asks for are told of', async () => {
    const { stdout } = await aws.start(['secrets', 'set', 'shop', 'NOBODY_ASKS'], { input: 'x' }).ended;
    expect(stdout).toContain('No task asks for NOBODY_ASKS: name it in `secrets` of environments/shop/environment.ts');
    expect(await json('secrets', 'unset', 'shop', 'NOBODY_ASKS')).toMatchObject({ unset: ['NOBODY_ASKS'] });
    const { stdout: asked } = await aws.start(['secrets', 'set', 'shop', 'APP_KEY'], { input: 'base64:y' }).ended;
    expect(asked).not.toContain('No task asks');
  });

  test('may be many', async () => {
    const names = Array.from({ length: 300 }, (_, index) => `A_LONG_NAME_OF_A_VARIABLE_${index}`);
    const input = names.map((name) => `${name}=x`).join('\n');
    expect(await aws.start(['secrets', 'import', 'staging', '-'], { input }).ended).toMatchObject({ code: 0 });
    await aws.ship('secrets', 'unset', 'staging', ...names);
  });

  test('of a file replace no key', async () => {
    const input = 'APP_KEY=base64:z\nMAIL_PASSWORD=other\n';
    expect(await aws.start(['secrets', 'import', 'shop', '-'], { input }).ended).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('APP_KEY is set in shop already, and another would make unreadable'),
    });
  });

  test('are never taken from the command line, and no key is lost to a new one', async () => {
    expect(await aws.ship('secrets', 'set', 'shop', 'MAIL_PASSWORD=hunter2')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining("say the name alone, 'MAIL_PASSWORD'"),
    });
    expect(await aws.ship('secrets', 'set', 'shop', 'APP_KEY', '--generate-app-key')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('APP_KEY is set in shop already'),
    });
  });
});

describe('What is not there', () => {
  test('is an environment: the nearest is named', async () => {
    expect(await aws.ship('status', 'shopp')).toMatchObject({
      code: 64,
      stderr: "✘ there is no environment 'shopp': did you mean 'shop'? There are shop, staging\n",
    });
  });

  test.each([
    [['--tag', 'v9'], 6, "there is no image '123456789012.dkr.ecr.us-east-1.amazonaws.com/laravel:v9'"],
    [
      ['--image', '210987654321.dkr.ecr.eu-west-1.amazonaws.com/laravel:v1'],
      64,
      'is not in 123456789012.dkr.ecr.us-east-1.amazonaws.com/laravel, the only one of ECR that shop may pull from',
    ],
    [['--image', 'nginx:1.27'], 64, "'nginx:1.27' is not in ECR, so that its digest can't be looked up"],
    [['--image', 'no image'], 64, "'no image' is no image: it must be REPOSITORY:TAG"],
    [['--image', 'x', '--tag', 'y'], 64, 'say --image or --tag, not both'],
  ])('is an image: deploy %p', async (words, code, message) => {
    expect(await aws.ship('deploy', 'shop', ...words)).toMatchObject({
      code,
      stderr: expect.stringContaining(message),
    });
  });

  test('is an image for the processor', async () => {
    await shop.push('arm', ['arm64']);
    expect(await aws.ship('deploy', 'shop', '--tag', 'arm')).toMatchObject({
      code: 6,
      stderr: expect.stringContaining('the image is built for arm64, and the tasks need amd64'),
    });
  });

  test('is one of several things that `verify` names', async () => {
    await aws.ship('secrets', 'unset', 'staging', 'APP_KEY');
    const image = `${shop.deployment.repository}:v9`;
    const { code, stdout } = await aws.ship('verify', 'staging', '--image', image);
    expect(code).toBe(6);
    expect(stdout).toContain(`there is no image '${image}'`);
    expect(stdout).toContain('has no value of APP_KEY');
  });

  test('may be not for these credentials to see, which holds nothing up and is said', async () => {
    const faults = ['GetSecretValue', 'GetRole'].map((action) => ({
      action,
      kind: 'error' as const,
      code: 'AccessDeniedException',
      message: 'No.',
      times: 9,
    }));
    await aws.play({ faults });
    const { code, stdout } = await aws.ship('verify', 'shop');
    expect(code).toBe(0);
    expect(stdout).toContain('– secrets with values: not looked at, your credentials may not look');
    expect(stdout).toContain('– roles that ECS may assume: not looked at');
  });

  test('is a value of a secret', async () => {
    await aws.ship('secrets', 'unset', 'staging', 'APP_KEY');
    const { code, stdout } = await aws.ship('verify', 'staging');
    expect(code).toBe(6);
    expect(stdout).toContain('the secret laravel/staging/application has no value of APP_KEY');
    expect(stdout).toContain('npx ship secrets set staging APP_KEY --generate-app-key');
  });

  test('is docker', async () => {
    const { code, stderr } = await aws.start(['deploy', 'shop'], { env: { PATH: '/nonexistent' } }).ended;
    expect(code).toBe(6);
    expect(stderr).toMatch(/(git|docker) is not on PATH\. Install it/);
  });
});

describe('Credentials', () => {
  test.each([
    ['ExpiredTokenException', 'your AWS credentials have expired'],
    ['UnrecognizedClientException', 'AWS does not know your credentials'],
    ['AccessDeniedException', 'your AWS credentials do not allow that'],
    ['RequestTimeTooSkewed', "this computer's clock is off"],
  ])('that are answered with %s are told in a sentence', async (code, message) => {
    await aws.play({ faults: [{ action: 'DescribeParameters', kind: 'error', code, message: 'No.', times: 99 }] });
    const { code: exit, stderr } = await aws.ship('status', 'shop');
    expect({ exit, stderr }).toEqual({ exit: 1, stderr: expect.stringContaining(message) });
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  test('of another account find no environment, and are told whose they are', async () => {
    const env = await aws.credentialsOf('999999999999');
    expect(await aws.start(['deploy', 'shop', '--tag', 'v1'], { env }).ended).toMatchObject({
      code: 64,
      stderr: expect.stringContaining(
        "there is no environment 'shop': none is deployed in us-east-1 of account 999999999999, whose credentials you have",
      ),
    });
  });
});
