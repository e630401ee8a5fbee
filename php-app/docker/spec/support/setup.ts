import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  appendFileSync,
  chmodSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { startDockerLane } from './docker-lane';
import { commandWith, imageEnvironment } from './dockerfile';
import type { Lane, LaneName } from './lane';
import { lanesFile } from './lane';
import { findPhp82, findPhp85, type Php } from './php';
import { APP, lanesDirectory } from './places';
import { USER } from './running';

/** What every project's test run begins with. */
// eslint-disable-next-line @typescript-eslint/no-require-imports -- it is JavaScript, and of no project
const temporaryFiles = require(resolve(APP, '../tools/temporary-files/setup.js')) as () => void;

/** What jest begins with. */
export default function setup(): void {
  // Before there is another folder for temporary files, which goes at the end.
  lanesDirectory();
  temporaryFiles();
  // The image's user is let in, as into /tmp.
  chmodSync(tmpdir(), 0o1777);
  // Its images are built while the other tests run.
  startDockerLane();
  prepareLanes();
}

/** Prepares the lanes: copies of the application with what Composer installs for their PHP, made as the Dockerfile makes the image. */
export function prepareLanes(): void {
  mkdirSync(lanesDirectory(), { recursive: true });
  const lanes = [prepare('laravel-12', findPhp82()), prepare('laravel-13', findPhp85())];
  writeFileSync(lanesFile(), JSON.stringify(lanes, undefined, 2));
  for (const { name, missing } of lanes.filter((lane) => lane.missing)) {
    process.stderr.write(`What is run on ${name} is skipped: ${missing}\n`);
  }
}

function prepare(name: LaneName, found: Php | string): Lane {
  const directory = join(lanesDirectory(), name);
  const app = join(directory, 'app');
  if (typeof found === 'string') {
    return { name, missing: found, app, host: {} };
  }

  const bin = join(directory, 'bin');
  rmSync(bin, { recursive: true, force: true });
  mkdirSync(bin, { recursive: true });
  symlinkSync(found.binary, join(bin, 'php'));
  if (found.httpd) {
    symlinkSync(found.httpd, join(bin, 'httpd'));
  }
  const writable = ['run', 'tmp'].map((each) => join(directory, each));
  writable.forEach((each) => mkdirSync(each, { recursive: true }));

  const host: Record<string, string> = {
    ...found.environment,
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: join(directory, 'tmp'),
    APP_DIR: app,
    TMPDIR: join(directory, 'tmp'),
    APACHE_RUN_DIR: join(directory, 'run'),
    APACHE_LISTEN: '127.0.0.1',
    APACHE_CONF: join(app, 'docker/apache.conf'),
    TRUSTED_PROXIES: '127.0.0.1/32',
    PHP_SESSION_SAVE_PATH: join(directory, 'tmp'),
    // The distribution's own, and then what the image adds to Alpine's.
    PHP_INI_SCAN_DIR: `:${join(app, 'docker')}`,
  };
  const env = { ...imageEnvironment(), ...host };
  const inLane = (command: string, words: readonly string[]) => said(command, words, app, env);

  copy(app);
  install(found, app, env);
  inLane('sh', ['-c', 'chmod -R a+rX,go-w .']);
  // Who is not root owns everything already. A lane without Apache has none to ask about its configuration.
  const stand = [...(USER.uid ? [] : ['chown']), ...(found.httpd ? [] : ['httpd'])];
  const asBuilt = commandWith('package:discover');
  inLane('sh', ['-c', `${stand.map((each) => `${each}() { :; }\n`).join('')}${asBuilt}`]);
  if (USER.uid) {
    writable.forEach((each) => said('chown', ['-R', `${USER.uid}:${USER.gid}`, each], app, env));
  }
  return { name, missing: '', app, host };
}

/** The application as it is now, but for what Composer installed before. */
function copy(app: string): void {
  mkdirSync(app, { recursive: true });
  readdirSync(app)
    .filter((entry) => entry !== 'vendor' && !entry.startsWith('composer.'))
    .forEach((entry) => rmSync(join(app, entry), { recursive: true }));
  const listed = said('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], APP, process.env);
  for (const file of listed.split('\0').filter((each) => each && existsSync(join(APP, each)))) {
    mkdirSync(dirname(join(app, file)), { recursive: true });
    cpSync(join(APP, file), join(app, file));
  }
  cpSync(join(APP, 'public/build'), join(app, 'public/build'), { recursive: true });

  // What the application itself has no page for.
  cpSync(join(__dirname, '../probes/session.php'), join(app, 'public/probe-session.php'));
  cpSync(join(__dirname, '../probes/routes.php'), join(app, 'routes/probes.php'));
  cpSync(join(__dirname, '../probes/LongJob.php'), join(app, 'app/Jobs/LongJob.php'));
  appendFileSync(join(app, 'routes/web.php'), "\nrequire __DIR__.'/probes.php';\n");
  mkdirSync(join(app, 'public/storage'));
  cpSync(join(__dirname, '../probes/session.php'), join(app, 'public/storage/upload.php'));
}

/** Installs what composer.json asks for, unless that was done for this PHP. */
function install({ binary, composer, version }: Php, app: string, env: Readonly<Record<string, string>>): void {
  const stamp = join(app, 'vendor/.stamp');
  const manifest = readFileSync(join(app, 'composer.json'));
  const wanted = createHash('sha256').update(manifest).update(version).digest('hex');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) {
    rmSync(join(app, 'vendor'), { recursive: true, force: true });
    const words = ['--no-interaction', '--no-progress', '--no-scripts', '--classmap-authoritative'];
    said(binary, [composer, 'update', ...words], app, { ...process.env, ...env });
    writeFileSync(stamp, wanted);
    chmodSync(stamp, 0o644);
  } else {
    said(binary, [composer, 'dump-autoload', '--no-scripts', '--classmap-authoritative'], app, {
      ...process.env,
      ...env,
    });
  }
}

/**
 * What a command said.
 *
 * @throws Error with all that it said, when it fails
 */
function said(
  command: string,
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): string {
  try {
    return execFileSync(command, words, {
      cwd,
      env: { ...env, COMPOSER_ALLOW_SUPERUSER: '1' },
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${words.join(' ')} failed:\n${stdout}${stderr}`);
  }
}
