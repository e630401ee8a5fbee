import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FixtureEmulator } from '../fixture-emulator';
import type { FixtureEnvironment } from '../fixture-environment';
import { standIn } from '../fixture-workspace';
import type { PROGRAMS } from '../programs';

let aws: FixtureEmulator;
let shop: FixtureEnvironment;

beforeAll(async () => {
  aws = await FixtureEmulator.start();
  await aws.play({});
  shop = await aws.environment('shop');
  mkdirSync(join(aws.directory, 'php-app'));
});
afterAll(() => aws.stop());

/** Stand-ins for programs that this computer may not have, each a script of a POSIX shell. */
function withPrograms(scripts: Readonly<Partial<Record<keyof typeof PROGRAMS, string>>>) {
  const variables = Object.entries(scripts).map(([name, script]) =>
    standIn(aws.directory, name as keyof typeof PROGRAMS, script),
  );
  return { env: Object.assign({}, ...variables) as NodeJS.ProcessEnv };
}

const said = (file: string) => readFileSync(join(aws.directory, file), 'utf8');

/** A repository at a commit, and nothing in it is changed. */
const gitAt = (commit: string) => `case $1 in rev-parse) echo ${commit} ;; esac`;

const WITH_BUILDX = '[ "$*" != "buildx version" ] || { echo "github.com/docker/buildx v0.17.1 257815a"; exit; }';

const FAILING = `${WITH_BUILDX}\n[ "$1" = login ] || { echo "failed to solve" >&2; exit 17; }`;

describe('ship deploy without an image', () => {
  test('builds and pushes that of the commit, and hands Docker its password where no list of processes shows it', async () => {
    const docker = `${WITH_BUILDX}
      echo "$@ IMAGE=$IMAGE RELEASE=$RELEASE" >> ${aws.directory}/docker
      if [ "$1" = login ]; then cat > ${aws.directory}/password; exit; fi
      until [ -e ${aws.directory}/pushed ]; do sleep 0.1; done`;
    const { ended } = aws.start(['deploy', 'shop'], withPrograms({ git: gitAt('0123456789ab'), docker }));
    await aws.nextCall('GetAuthorizationToken', 0);
    await shop.push('0123456789ab');
    writeFileSync(join(aws.directory, 'pushed'), '');
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(said('docker').split('\n')).toEqual([
      `login --username AWS --password-stdin ${shop.deployment.repository.split('/')[0]} IMAGE= RELEASE=`,
      `buildx bake --push IMAGE=${shop.deployment.repository} RELEASE=0123456789ab`,
      '',
    ]);
    expect(said('password').length).toBeGreaterThan(10);
    expect(said('docker')).not.toContain(said('password'));
    const { stdout } = await aws.ship('releases', 'shop', '--json');
    expect(JSON.parse(stdout)).toMatchObject({ releases: [{ commit: '0123456789ab', tag: '0123456789ab' }] });
  });

  test('builds no image twice', async () => {
    const programs = withPrograms({ git: gitAt('0123456789ab'), docker: FAILING });
    const { code, stdout } = await aws.start(['deploy', 'shop'], programs).ended;
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining(':0123456789ab is there already') });
  });

  test('builds one again where it is told to', async () => {
    const programs = withPrograms({ git: gitAt('0123456789ab'), docker: FAILING });
    const { code, stdout, stderr } = await aws.start(['deploy', 'shop', '--rebuild'], programs).ended;
    expect({ code, stderr }).toEqual({
      code: 6,
      stderr: expect.stringContaining('/docker buildx bake --push --no-cache` ended'),
    });
    expect(stdout).toMatch(/Building \S+:0123456789ab-\w+\n/);
  });

  test('says what Docker said where that fails, and releases nothing', async () => {
    const before = await shop.truth();
    const programs = withPrograms({ git: gitAt('ba9876543210'), docker: FAILING });
    const { code, stderr } = await aws.start(['deploy', 'shop'], programs).ended;
    expect({ code, stderr }).toEqual({
      code: 6,
      stderr: expect.stringContaining('/docker buildx bake --push` ended with 17'),
    });
    expect(stderr).toContain('failed to solve');
    expect(await shop.truth()).toEqual(before);
  });

  test('names the cause when no engine answers to the login', async () => {
    const message = 'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?';
    const programs = withPrograms({ git: gitAt('ba9876543210'), docker: `echo '${message}' >&2; exit 1` });
    expect(await aws.start(['deploy', 'shop'], programs).ended).toMatchObject({
      code: 6,
      stderr: expect.stringMatching(/^✘ no Docker engine answers at unix:\/\/\/var\/run\/docker\.sock: start it .*\n$/),
    });
  });

  test('builds nothing for an environment that is not ready', async () => {
    await aws.ship('secrets', 'unset', 'shop', 'APP_KEY');
    const programs = withPrograms({ git: gitAt('ba9876543210'), docker: FAILING });
    const { code, stderr } = await aws.start(['deploy', 'shop'], programs).ended;
    expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringContaining('has no value of APP_KEY') });
    await aws.ship('secrets', 'set', 'shop', 'APP_KEY', '--generate-app-key');
  });
});

describe('ship exec', () => {
  test('opens a session by a token that no list of processes shows, and ends as it did', async () => {
    const plugin = `echo "$@" > ${aws.directory}/words
      echo "$AWS_SSM_START_SESSION_RESPONSE" > ${aws.directory}/session
      exit 9`;
    const programs = withPrograms({ sessionManagerPlugin: plugin });
    const { code } = await aws.start(['exec', 'shop', 'web', '--', 'php', '-r', 'echo 1;'], programs).ended;
    expect(code).toBe(9);
    const session = JSON.parse(said('session')) as { TokenValue: string };
    expect(session).toEqual({
      SessionId: expect.any(String),
      StreamUrl: expect.stringMatching(/^wss:/),
      TokenValue: expect.any(String),
    });
    expect(said('words')).toMatch(
      /^AWS_SSM_START_SESSION_RESPONSE us-east-1 StartSession {2}\{"Target":"ecs:laravel-shop_[0-9a-f]{32}_[0-9a-f-]+"\}/,
    );
    expect(said('words')).not.toContain(session.TokenValue);
  });

  test('runs a command in web where no role is named', async () => {
    const programs = withPrograms({ sessionManagerPlugin: 'exit 0' });
    const { code, stderr } = await aws.start(['exec', 'shop', '--', 'php', 'artisan', 'about'], programs).ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test.each([
    [['exec', 'shop', 'cron'], 64, "shop has no service 'cron': it has web, worker, scheduler"],
    [['exec', 'shop', 'web', '--task', 'zzz'], 1, "there is no task 'zzz' of web: there are "],
    [['exec', 'shop'], 6, 'session-manager-plugin is not on PATH. Install it (https://docs.aws.amazon.com/'],
  ])('%p is refused', async (words, code, message) => {
    const programs = { env: { PATH: '/nonexistent' } };
    expect(await aws.start(words, programs).ended).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });

  test('names SESSION_MANAGER_PLUGIN when its value cannot be run', async () => {
    const programs = { env: { SESSION_MANAGER_PLUGIN: '/nonexistent/plugin' } };
    expect(await aws.start(['exec', 'shop'], programs).ended).toMatchObject({
      code: 6,
      stderr: expect.stringContaining("SESSION_MANAGER_PLUGIN is '/nonexistent/plugin', which is not found. Set it to"),
    });
  });
});

describe('ship doctor', () => {
  test('is plain where NO_COLOR is set, whatever else is', async () => {
    const { stdout, stderr } = await aws.start(['doctor'], { env: { NO_COLOR: '1', FORCE_COLOR: 'true' } }).ended;
    expect(stderr).toBe('');
    expect(stdout).not.toContain('\u001b');
  });

  test('names what is missing, what it is for, and where to get it', async () => {
    const { env } = withPrograms({ git: 'echo git version 2.39.5' });
    const { code, stdout } = await aws.start(['doctor'], { env: { ...env, PATH: '/nonexistent' } }).ended;
    expect(code).toBe(6);
    expect(stdout).toContain('✔ git  git version 2.39.5');
    expect(stdout).toMatch(/✘ session-manager-plugin, needed for exec: https:/);
  });

  test('reports the programs that the variables select', async () => {
    const terraform = 'echo "Terraform v1.99.0"';
    const docker = '[ "$*" != --version ] || echo "podman version 5.4.2"';
    const selected = withPrograms({ docker, terraform, sessionManagerPlugin: 'echo 1.2.707.0', python: 'echo 3.99' });
    const env = { ...selected.env, GIT: '/nonexistent/git' };
    const { code, stdout } = await aws.start(['doctor'], { env }).ended;
    expect(code).toBe(6);
    expect(stdout).toContain('✔ docker  podman version 5.4.2\n');
    expect(stdout).toContain('– docker buildx, needed for images for both processors: https:');
    expect(stdout).toContain('✔ terraform or tofu  Terraform v1.99.0\n');
    expect(stdout).toContain('✔ session-manager-plugin  1.2.707.0\n');
    expect(stdout).toContain('✔ python3  3.99\n');
    expect(stdout).toContain(
      "✘ git, needed for deploy without --image: GIT is '/nonexistent/git', which is not found. Set it to the name",
    );
  });
});
