import { aOneOffTask, aTask, definition, NOW } from './fixture-world';
import { ScriptedRuntime } from './scripted-runtime';
import type { TaskRecord } from './world';

const runtime = new ScriptedRuntime();

const found = (task: TaskRecord, seconds: number) =>
  runtime.observe({ task: { ...task, startedAt: NOW }, definition, gracePeriod: 0 }, NOW + seconds * 1000);

const messages = async (task: TaskRecord, seconds: number) =>
  (await found(task, seconds)).logs.map(({ message }) => message);

describe('A scripted task of a service', () => {
  test('runs at once and works after a second', async () => {
    expect(await found(aTask('a'), 0)).toMatchObject({ containers: [{ status: 'RUNNING' }], health: 'starting' });
    expect(await found(aTask('a'), 1)).toMatchObject({ health: 'passing' });
    expect(await messages(aTask('a'), 0)).toEqual(['INFO  web:1 runs x.']);
  });

  test('lives faster in a faster scenario', async () => {
    expect(await found(aTask('a', { _speed: 10 }), 0.1)).toMatchObject({ health: 'passing' });
  });

  test('crashes or is unhealthy when the scenario says so', async () => {
    const crash = aTask('a', { _script: { outcome: 'crash', seconds: 3, exitCode: 137 } });
    expect(await found(crash, 2.9)).toMatchObject({ containers: [{ status: 'RUNNING' }], health: 'starting' });
    expect(await found(crash, 3)).toMatchObject({ containers: [{ status: 'STOPPED', exitCode: 137 }] });
    const unhealthy = aTask('a', { _script: { outcome: 'unhealthy' } });
    expect(await found(unhealthy, 1)).toMatchObject({ containers: [{ status: 'RUNNING' }], health: 'failing' });
  });

  test('that cannot start never runs, and says why', async () => {
    const pending = { lastStatus: 'PENDING', _script: { outcome: 'cannot-start', logs: ['never said'] } } as const;
    const observe = (task: TaskRecord) =>
      runtime.observe({ task: { ...task, startedAt: undefined }, definition, gracePeriod: 0 }, NOW);
    const reason = expect.stringMatching(/^CannotPullContainerError: /);
    expect(await observe(aTask('a', pending))).toEqual({
      containers: [{ name: 'web', status: 'STOPPED', reason }],
      health: 'starting',
      logs: [],
    });
    const _script = { outcome: 'cannot-start', reason: 'ResourceInitializationError: no secret' } as const;
    expect((await observe(aOneOffTask('a', { ...pending, _script }))).containers).toEqual([
      { name: 'web', status: 'STOPPED', reason: 'ResourceInitializationError: no secret' },
    ]);
  });

  test('that is stopped before it runs has no exit code', async () => {
    const task = aTask('a', { lastStatus: 'STOPPING', startedAt: undefined, stoppingAt: NOW });
    const { containers } = await runtime.observe({ task, definition, gracePeriod: 0 }, NOW);
    expect(containers[0]).not.toHaveProperty('exitCode');
  });

  test('has the same port whenever it is looked at, and not the one of another', async () => {
    const portOf = async (id: string) => (await found(aTask(id), 0)).containers[0]?.ports?.[0]?.hostPort;
    expect(await portOf('a')).toBe(await portOf('a'));
    expect(await portOf('a')).not.toBe(await portOf('b'));
    expect(await portOf('a')).toBeGreaterThanOrEqual(32_768);
  });

  test('ends well when it is asked to', async () => {
    const asked = aTask('a', { stoppingAt: NOW + 500 });
    expect(await found(asked, 1)).toMatchObject({ containers: [{ status: 'STOPPED', exitCode: 0 }] });
  });
});

describe('A scripted task that runs once', () => {
  const told = (...command: string[]) => ({ containerOverrides: [{ name: 'web', command }] });

  test('ends well after a second', async () => {
    expect(await found(aOneOffTask('a'), 0.9)).toMatchObject({ containers: [{ status: 'RUNNING' }] });
    expect(await found(aOneOffTask('a'), 1)).toMatchObject({ containers: [{ status: 'STOPPED', exitCode: 0 }] });
  });

  test('says what it was told to do', async () => {
    expect(await messages(aOneOffTask('a', { overrides: told('php', 'artisan', 'about') }), 1)).toContain(
      'INFO  Running php artisan about',
    );
    const migration = aOneOffTask('a', { overrides: told('php', 'artisan', 'migrate', '--force') });
    expect(await messages(migration, 1)).toEqual(['INFO  Nothing to migrate.']);
  });

  test('says what the scenario says, spread over its life', async () => {
    const task = aOneOffTask('a', { _script: { seconds: 2, logs: ['one', 'two'] } });
    expect(await messages(task, 0.9)).toEqual(['one']);
    expect(await messages({ ...task, _logged: 1 }, 1)).toEqual(['two']);
  });

  test('that is stopped before its end was ended by SIGTERM', async () => {
    const stopped = aOneOffTask('a', { stoppingAt: NOW + 500, _script: { exitCode: 7 } });
    expect(await found(stopped, 2)).toMatchObject({ containers: [{ exitCode: 143 }] });
  });
});
