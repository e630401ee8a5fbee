import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { APP } from './support/places';

const WORKSPACE = resolve(APP, '..');

/**
 * A folder with Node.js and a `docker` that must not be run. `npx` puts the folder of `node` first in PATH, and in many installations the
 * real `docker` is there.
 */
const hostile = mkdtempSync(join(tmpdir(), 'hostile-'));
const confused = join(hostile, 'confused');

beforeAll(() => {
  const node = join(hostile, 'node');
  try {
    // Not a symbolic link: Node.js would find itself in the folder that the link names.
    linkSync(process.execPath, node);
  } catch {
    copyFileSync(process.execPath, node);
  }
  writeFileSync(join(hostile, 'docker'), `#!/bin/sh\necho "$*" >> '${confused}'\nexit 97\n`, { mode: 0o755 });
});

afterAll(() => rmSync(hostile, { recursive: true, force: true }));

const environment = { ...process.env, PATH: [hostile, process.env['PATH']].join(delimiter), NX_DAEMON: 'false' };

/** Runs `nx image php-app` with a stand-in for Docker, and returns the calls of the stand-in. */
function image(...words: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'docker-'));
  const calls = join(directory, 'calls');
  const docker = join(directory, 'stand-in');
  const buildx = '[ "$*" != "buildx version" ] || { echo github.com/docker/buildx; exit; }';
  const script = `#!/bin/sh\n${buildx}\necho "RELEASE=$RELEASE IMAGE=$IMAGE docker $* in $(basename "$PWD")" >>"${calls}"\n`;
  writeFileSync(docker, script, { mode: 0o755 });
  execFileSync('npx', ['nx', 'image', 'php-app', ...words], {
    cwd: WORKSPACE,
    env: { ...environment, DOCKER: docker, IMAGE: 'registry.example.com/shop' },
    stdio: 'pipe',
  });
  return readFileSync(calls, 'utf8');
}

describe('nx image php-app', () => {
  const commit = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: WORKSPACE, encoding: 'utf8' }).trim();

  test('builds the image of the commit for this computer', () => {
    expect(image()).toBe(`RELEASE=${commit} IMAGE=registry.example.com/shop docker buildx bake local in php-app\n`);
  });

  test('builds and pushes the image for both processors with --configuration=push', () => {
    expect(image('--configuration=push')).toBe(
      `RELEASE=${commit} IMAGE=registry.example.com/shop docker buildx bake --push in php-app\n`,
    );
  });

  test('runs the program that DOCKER selects even when another docker is in the folder of Node.js', () => {
    image();
    expect(existsSync(confused)).toBe(false);
    const withoutSelection = { ...environment, DOCKER: '' };
    expect(() =>
      execFileSync('npx', ['nx', 'image', 'php-app'], { cwd: WORKSPACE, env: withoutSelection, stdio: 'pipe' }),
    ).toThrow();
    expect(readFileSync(confused, 'utf8')).toContain('buildx');
  });
});
