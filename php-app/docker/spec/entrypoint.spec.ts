import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { configurationEndpoint, memcached } from './support/services';
import { describeOn, environmentOn } from './support/lane';
import { which } from './support/php';
import { DOCKER } from './support/places';
import { Running } from './support/running';

const BATS = join(__dirname, 'bats');
const files = readdirSync(BATS).filter((file) => file.endsWith('.bats'));

/** What Alpine's shell is, and Debian's. */
const SHELLS = { dash: 'dash', 'busybox ash': 'busybox ash' };

interface Result {
  readonly name: string;
  readonly failure: string;
}

/** What bats says of each test of a file, in TAP. */
function bats(file: string, shell: string): Result[] {
  const env = { ...process.env, ENTRYPOINT_SHELL: shell };
  const { stdout, stderr } = spawnSync('bats', ['--tap', join(BATS, file)], { env, encoding: 'utf8' });
  const results = stdout.split(/^(?=(?:not )?ok \d+ )/m).slice(1);
  return results.length > 0
    ? results.map((result) => ({
        name: /ok \d+ (.*)/.exec(result)?.[1] ?? '',
        failure: result.startsWith('ok') ? '' : result,
      }))
    : [{ name: 'begins', failure: stdout + stderr }];
}

const missing = ['bats', 'shellcheck', 'dash', 'busybox'].filter((program) => !which(program));
if (missing.length > 0) {
  describe.skip(`The entrypoint (skipped: ${missing.join(', ')} can't be found)`, () => test('', () => undefined));
} else {
  describe.each(Object.entries(SHELLS))('The entrypoint, by %s', (_, shell) => {
    describe.each(files)('%s', (file) => {
      test.each(bats(file, shell))('$name', ({ failure }) => expect(failure).toBe(''));
    });
  });

  test('The scripts of the image are clean to shellcheck', () => {
    const scripts = readdirSync(join(DOCKER, 'entrypoint'), { recursive: true, encoding: 'utf8' });
    const words = scripts.filter((file) => file.endsWith('.sh')).map((file) => join(DOCKER, 'entrypoint', file));
    expect(words.length).toBeGreaterThan(5);
    expect(spawnSync('shellcheck', words, { encoding: 'utf8', cwd: DOCKER }).stdout).toBe('');
  });
}

describeOn('laravel-12', 'Finding the nodes behind a configuration endpoint', (on) => {
  const discover = async (endpoint: string) => {
    const script = join(on.app, 'docker/entrypoint/discover-memcached.php');
    const running = new Running(['php', script, endpoint], { env: environmentOn(on, {}) });
    const { code } = await running.ended;
    return { code, said: running.stdout + running.stderr };
  };

  test('lists them by name and port, as ElastiCache says them', async () => {
    const nodes = 'one.cache.amazonaws.com|10.0.0.1|11211 two.cache.amazonaws.com|10.0.0.2|11212';
    const { port, server } = await configurationEndpoint(
      `CONFIG cluster 0 ${nodes.length + 4}\r\n12\n${nodes}\n\r\nEND\r\n`,
    );
    expect(await discover(`127.0.0.1:${port}`)).toEqual({
      code: 0,
      said: 'one.cache.amazonaws.com:11211,two.cache.amazonaws.com:11212\n',
    });
    server.close();
  });

  test('says that a memcached of its own is no configuration endpoint', async () => {
    const { port } = await memcached();
    expect(await discover(`127.0.0.1:${port}`)).toEqual({
      code: 1,
      said: `discover-memcached: 127.0.0.1:${port}: it is no configuration endpoint: ERROR\n`,
    });
  });

  test('says that nobody answers', async () => {
    expect(await discover('127.0.0.1:1')).toEqual({
      code: 1,
      said: 'discover-memcached: 127.0.0.1:1: Connection refused\n',
    });
  });
});
