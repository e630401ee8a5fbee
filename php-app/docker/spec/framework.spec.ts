import { execFileSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOn, environmentOn, type Lane, run, start } from './support/lane';
import { task } from './support/task';
import { ownDirectory, USER } from './support/running';

/** What PHPUnit says of each test, as TeamCity's lines. */
function phpunit(on: Lane): { name: string; failure: string }[] {
  // The code is root's, as in the image, and the tests write into storage and the caches alone.
  const words = ['vendor/bin/phpunit', '--no-progress', '--teamcity', '--do-not-cache-result'];
  let said: string;
  try {
    said = execFileSync('php', words, {
      ...USER,
      cwd: on.app,
      env: environmentOn(on, { APP_ENV: 'testing' }),
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    said = (error as { stdout: string }).stdout + (error as { stderr: string }).stderr;
  }
  const failures = new Map(
    [...said.matchAll(/testFailed name='([^']+)' message='((?:[^'|]|\|.)*)'/g)].map(([, name = '', why = '']) => [
      name,
      why,
    ]),
  );
  const names = [...said.matchAll(/testStarted name='([^']+)'/g)].map(([, name = '']) => name);
  return names.length > 0
    ? names.map((name) => ({ name, failure: failures.get(name) ?? '' }))
    : [{ name: 'begins', failure: said }];
}

describe.each([['laravel-12'], ['laravel-13']] as const)('The application', (name) => {
  describeOn(name, 'Its own tests, by PHPUnit', (on) => {
    test.each(phpunit(on))('$name', ({ failure }) => expect(failure).toBe(''));
  });
});

describeOn('laravel-13', 'The image’s roles', (on) => {
  const directory = ownDirectory();
  const settings = {
    ...task(),
    DB_CONNECTION: 'sqlite',
    DB_DATABASE: join(directory, 'database.sqlite'),
    CACHE_STORE: 'file',
    SESSION_DRIVER: 'file',
    QUEUE_CONNECTION: 'database',
    STOP_TIMEOUT: '10',
    DB_WAIT: '1',
  };
  const artisan = (...words: string[]) => run(on, ['artisan', ...words], settings);
  const trace = async (what: string) =>
    (await artisan('tinker', `--execute=echo json_encode(App\\Trace::last('${what}'));`)).stdout;

  beforeAll(() => run(on, ['artisan', 'tinker', `--execute=touch('${settings.DB_DATABASE}');`], settings));

  test.each(['config:cache', 'route:cache', 'view:cache', 'event:cache'])('caches: %s', async (command) => {
    expect(await artisan(command)).toMatchObject({ code: 0, stderr: '' });
  });

  test('keeps to the style of Laravel', () => {
    const words = [
      'vendor/bin/pint',
      '--test',
      `--cache-file=${join(directory, 'pint')}`,
      'app',
      'bootstrap/app.php',
      'config',
      'database',
      'routes',
      'tests',
      'docker/entrypoint',
    ];
    execFileSync('php', words, { cwd: on.app, env: environmentOn(on, {}), stdio: 'pipe' });
  });

  test('migrates up, does it again without harm, and goes down', async () => {
    expect(await run(on, ['migrate'], settings)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('create_jobs_table'),
    });
    expect(await run(on, ['migrate'], settings)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Nothing to migrate'),
    });
    expect(await artisan('migrate:rollback', '--force')).toMatchObject({ code: 0 });
    expect(await run(on, ['migrate'], settings)).toMatchObject({ code: 0 });
  });

  test('ends with 75 where another task migrates', async () => {
    const lock =
      "Illuminate\\Support\\Facades\\Cache::lock('framework'.DIRECTORY_SEPARATOR.'command-migrate', 60)->get();";
    await artisan('tinker', `--execute=${lock}`);
    expect((await run(on, ['migrate'], settings)).code).toBe(75);
    await artisan('cache:clear');
  });

  test('ends with the code of a migration that fails, and says why', async () => {
    const broken = join(on.app, 'database/migrations/9999_01_01_000000_broken.php');
    writeFileSync(
      broken,
      "<?php return new class extends Illuminate\\Database\\Migrations\\Migration { public function up(): void { throw new RuntimeException('a migration that fails'); } };",
    );
    const { code, stdout, stderr } = await run(on, ['migrate'], settings);
    rmSync(broken);
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('a migration that fails');
  });

  test('gives up on a database that lets nobody in, and shows no password', async () => {
    const nowhere = {
      DB_CONNECTION: 'mysql',
      DB_HOST: '127.0.0.1',
      DB_PORT: '1',
      DB_DATABASE: 'app',
      DB_USERNAME: 'app',
      DB_PASSWORD: 'of-the-tests',
    };
    const { code, stdout, stderr } = await run(on, ['migrate'], { ...settings, ...nowhere });
    expect(code).toBe(69);
    expect(stderr).toMatch(/Connection refused[\s\S]*check DB_HOST, DB_DATABASE, DB_USERNAME and DB_PASSWORD/);
    expect(stdout + stderr).not.toContain('of-the-tests');
  });

  test.each(['SIGTERM', 'SIGWINCH'] as const)(
    'a worker does what is queued, and ends by %s within the stop timeout',
    async (signal) => {
      await artisan('cache:clear');
      await artisan('tinker', '--execute=App\\Jobs\\LeaveTrace::dispatch();');
      const worker = start(on, ['worker'], settings);
      await worker.until(() => worker.stdout.includes('DONE'), 'the job is done');
      expect(await trace('job')).toContain('"task"');
      const asked = Date.now();
      expect(await worker.stop(signal)).toEqual({ code: 0, signal: null });
      expect(Date.now() - asked).toBeLessThan(10_000);
    },
  );

  test('a worker lets the job in hand end', async () => {
    const file = join(directory, 'long-job');
    await artisan('tinker', `--execute=App\\Jobs\\LongJob::dispatch('${file}');`);
    const worker = start(on, ['worker'], settings);
    await worker.until(() => existsSync(`${file}-began`), 'the job begins');
    expect(await worker.stop('SIGWINCH')).toEqual({ code: 0, signal: null });
    expect(existsSync(`${file}-ended`)).toBe(true);
  });

  test('the scheduler starts what is due, and ends by SIGTERM', async () => {
    await artisan('cache:clear');
    const scheduler = start(on, ['scheduler'], settings);
    // Up to a minute: it starts when the minute does.
    await scheduler
      .until(() => scheduler.stdout.includes('DONE'), 'the schedule has run')
      .catch(async () => {
        await scheduler.until(() => scheduler.stdout.includes('DONE'), 'the schedule has run');
      });
    expect(await trace('schedule')).toContain('"task"');
    expect(await scheduler.stop()).toEqual({ code: 0, signal: null });
  }, 150_000);

  test('artisan makes a key where there is none yet', async () => {
    const { code, stdout } = await run(on, ['artisan', 'key:generate', '--show'], { ...settings, APP_KEY: '' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^base64:\S{44}\n$/) });
  });
});
