import { cpSync, mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type LocalInput, parseLocal } from '@laravel-ecs/config';
import { LocalState } from '@laravel-ecs/state';
import { App } from 'cdktf';
import { LaptopStack } from './laptop-stack';
import { onThisComputer } from './on-this-computer';
import { fingerprintOf } from './sources';

const APPLICATION = resolve(__dirname, '../../../php-app');

type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

function synthesize(input: Partial<LocalInput> = {}): Resources {
  const outdir = mkdtempSync(join(tmpdir(), 'laptop-'));
  const app = new App({ outdir });
  const stack = new LaptopStack(app, parseLocal({ name: 'local', ...input }, 'environment.ts'), APPLICATION);
  new LocalState('states').bind(stack);
  return (stack.toTerraform() as { resource: Resources }).resource;
}

const containers = (input?: Partial<LocalInput>) => synthesize(input)['docker_container'] ?? {};

describe('The environment on this computer', () => {
  test('runs the image in every role, beside memcached and MySQL', () => {
    const commands = Object.entries(containers()).map(([id, { command }]) => [id, command]);
    expect(Object.fromEntries(commands)).toMatchObject({
      Web: ['web'],
      Worker: ['worker'],
      Scheduler: ['scheduler'],
      Migrate: ['migrate'],
    });
    expect(containers()).toHaveProperty('Sessions');
    expect(containers()).toHaveProperty('Database');
  });

  test('runs them as ECS does: read-only, without rights, with an init, with time to end', () => {
    for (const role of ['Web', 'Worker', 'Scheduler', 'Migrate']) {
      expect(containers()[role]).toMatchObject({
        read_only: true,
        init: true,
        capabilities: { drop: ['ALL'] },
        security_opts: ['no-new-privileges'],
        destroy_grace_seconds: 30,
      });
    }
  });

  test('listens on loopback alone, and with one container alone', () => {
    const published = Object.entries(containers({ port: 9000 })).filter(([, { ports }]) => ports);
    expect(published.map(([id, { ports }]) => [id, ports])).toEqual([
      ['Web', [{ internal: 8080, external: 9000, ip: '127.0.0.1' }]],
    ]);
  });

  test('migrates once the database is healthy, and serves when that is done', () => {
    const { Database, Migrate, Web, Worker, Scheduler } = containers();
    expect(Database).toMatchObject({ wait: true, healthcheck: { test: expect.arrayContaining(['mysqladmin']) } });
    expect(Migrate).toMatchObject({
      attach: true,
      must_run: false,
      lifecycle: { postcondition: [{ condition: '${self.exit_code == 0}' }] },
      depends_on: expect.arrayContaining(['docker_container.Database']),
    });
    for (const service of [Web, Worker, Scheduler]) {
      expect(service).toMatchObject({ depends_on: ['docker_container.Migrate'], restart: 'unless-stopped' });
    }
  });

  test('gives the application what the entrypoint asks for, under the names that the containers have', () => {
    const { Web, Database } = containers();
    expect(Web?.['env']).toEqual(
      expect.arrayContaining([
        'DB_HOST=database',
        'MEMCACHED_SERVERS=memcached:11211',
        expect.stringMatching(/^APP_KEY=base64:[A-Za-z0-9+/]{43}=$/),
      ]),
    );
    expect(Database).toMatchObject({ networks_advanced: [{ aliases: ['database'] }] });
  });

  test('takes MariaDB as well', () => {
    const { Database, Web } = containers({ database: 'mariadb' });
    expect(Database?.['env']).toContain('MARIADB_DATABASE=local');
    expect(Web?.['env']).toContain('DB_CONNECTION=mariadb');
  });

  test('builds the image from the application, by a path that is the same on every machine, again when a file changes', () => {
    const { Image } = synthesize()['docker_image'] ?? {};
    expect(Image).toMatchObject({ build: { builder: 'default' }, triggers: { sources: fingerprintOf(APPLICATION) } });
    expect((Image?.['build'] as { context: string }).context).toMatch(/^\.\.\//);
  });

  test.each([
    [{ port: 80 }, 'port: got 80, must be a whole number from 1024 to 65535'],
    [{ database: 'postgres' }, 'database'],
    [{ name: 'laptop' }, `name: got "laptop", must be 'local'`],
    [{ colour: 'red' }, 'colour'],
  ])('refuses %j', (input, message) => {
    const add = onThisComputer('environments/local/environment.ts', {
      name: 'local',
      ...input,
    } as unknown as LocalInput);
    expect(() =>
      add(new App({ outdir: mkdtempSync(join(tmpdir(), 'laptop-')) }), { stateHere: new LocalState('states') }),
    ).toThrow(message);
  });

  test('refuses to be built from an application that is not there', () => {
    // The libraries' tests begin in their own folders, where there is none.
    const add = onThisComputer('environments/local/environment.ts', { name: 'local' });
    expect(() =>
      add(new App({ outdir: mkdtempSync(join(tmpdir(), 'laptop-')) }), { stateHere: new LocalState('states') }),
    ).toThrow('php-app: is not there, and the image is built from it: bring it back, or take the environment out');
  });
});

describe('The fingerprint of an application', () => {
  const copy = () => {
    const directory = mkdtempSync(join(tmpdir(), 'sources-'));
    cpSync(join(APPLICATION, 'config'), join(directory, 'config'), { recursive: true });
    return directory;
  };

  test('changes with a file and with its name', () => {
    const directory = copy();
    const before = fingerprintOf(directory);
    expect(fingerprintOf(copy())).toBe(before);
    // A name that is nobody's source at the top may be one further down.
    for (const file of ['config/new.php', 'config/vendor', 'config/cache']) {
      const last = fingerprintOf(directory);
      writeFileSync(join(directory, file), '<?php return [];');
      expect(fingerprintOf(directory)).not.toBe(last);
    }
  });

  test('does not change with what is made or installed', () => {
    const directory = copy();
    const before = fingerprintOf(directory);
    mkdirSync(join(directory, 'vendor'));
    writeFileSync(join(directory, 'vendor/autoload.php'), '<?php');
    expect(fingerprintOf(directory)).toBe(before);
  });
});
