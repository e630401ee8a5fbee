import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { APP } from './support/places';

const WORKSPACE = resolve(APP, '..');

/** What `nx image php-app` has Docker do, of which there is but a stand-in that writes down what it is told. */
function image(...words: string[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'docker-'));
  const said = join(directory, 'said');
  const script = `#!/bin/sh\necho "RELEASE=$RELEASE IMAGE=$IMAGE docker $* in $(basename "$PWD")" >>"${said}"\n`;
  writeFileSync(join(directory, 'docker'), script, { mode: 0o755 });
  execFileSync('npx', ['nx', 'image', 'php-app', ...words], {
    cwd: WORKSPACE,
    env: {
      ...process.env,
      PATH: `${directory}:${process.env['PATH']}`,
      IMAGE: 'registry.example.com/shop',
      NX_DAEMON: 'false',
    },
    stdio: 'pipe',
  });
  return readFileSync(said, 'utf8');
}

describe('nx image php-app', () => {
  const commit = execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { cwd: WORKSPACE, encoding: 'utf8' }).trim();

  test('builds the image of the commit for this computer', () => {
    expect(image()).toBe(`RELEASE=${commit} IMAGE=registry.example.com/shop docker buildx bake local in php-app\n`);
  });

  test('pushes it for both processors, when it is told so', () => {
    expect(image('--configuration=push')).toBe(
      `RELEASE=${commit} IMAGE=registry.example.com/shop docker buildx bake --push in php-app\n`,
    );
  });
});
