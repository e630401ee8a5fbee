import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Ended, FixtureWorkspace } from '../fixture-workspace';

let workspace: FixtureWorkspace;

beforeEach(() => {
  workspace = new FixtureWorkspace({});
  mkdirSync(join(workspace.directory, 'php-app'));
  workspace.standIn('git', 'echo 0123456789ab');
});
afterEach(() => workspace.remove());

const WITH_BUILDX = '[ "$*" != "buildx version" ] || { echo "github.com/docker/buildx v0.17.1 257815a"; exit; }';

/** Docker 20.10 of Debian, recorded. */
const WITHOUT_BUILDX =
  '[ "$1" != buildx ] || { echo "docker: \'buildx\' is not a docker command." >&2; echo "See \'docker --help\'" >&2; exit 1; }';

/** The `docker` command of the package podman-docker, whose buildx is Buildah. */
const PODMAN = `echo "Emulate Docker CLI using podman. Create /etc/containers/nodocker to quiet msg." >&2
[ "$*" != "buildx version" ] || { echo "buildah 1.33.7"; exit; }`;

/** Runs `ship build` with a script in the place of Docker, and records the calls of the script. */
async function build(script: string, words: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) {
  const calls = join(workspace.directory, 'calls');
  const variables = 'IMAGE=$IMAGE RELEASE=$RELEASE DOCKER_BUILDKIT=$DOCKER_BUILDKIT';
  workspace.standIn('docker', `${script}\necho "$* ${variables}" >> '${calls}'`);
  workspace.setVariables({
    IMAGE: '',
    RELEASE: '',
    DOCKER_BUILDKIT: '',
    COMPOSER_AUTH: '',
    NPMRC: '',
    ALPINE_IMAGE: '',
    NODE_IMAGE: '',
    COMPOSER_IMAGE: '',
    ...environment,
  });
  const ended: Ended = await workspace.ship('build', ...words);
  return { ...ended, calls: existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [] };
}

const BUILD = 'build --target runtime --build-arg RELEASE=0123456789ab';

describe('ship build', () => {
  test('builds with bake for this computer', async () => {
    expect(await build(WITH_BUILDX)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
      calls: ['buildx bake local IMAGE=php-app RELEASE=0123456789ab DOCKER_BUILDKIT='],
    });
  });

  test('builds and pushes with bake for both processors', async () => {
    const environment = { IMAGE: 'registry.example.com/shop', RELEASE: 'v7' };
    expect(await build(WITH_BUILDX, ['--push'], environment)).toMatchObject({
      code: 0,
      calls: ['buildx bake --push IMAGE=registry.example.com/shop RELEASE=v7 DOCKER_BUILDKIT='],
    });
  });

  test.each([
    ['Docker without buildx', WITHOUT_BUILDX],
    ['the docker command of Podman', PODMAN],
  ])('builds for one processor with %s, and says so', async (_, script) => {
    const { code, stdout, calls } = await build(script);
    expect({ code, calls }).toEqual({
      code: 0,
      calls: [`${BUILD} --tag php-app:0123456789ab . IMAGE= RELEASE= DOCKER_BUILDKIT=1`],
    });
    expect(stdout).toMatch(/docker has no `buildx bake`: the image is built for this computer's processor only\n$/);
  });

  test('takes base images from variables without buildx, as the bake file does', async () => {
    const { calls } = await build(WITHOUT_BUILDX, [], {
      ALPINE_IMAGE: 'mirror.example.com/alpine:3.24',
      NODE_IMAGE: '',
    });
    expect(calls).toEqual([
      `${BUILD} --build-arg ALPINE_IMAGE=mirror.example.com/alpine:3.24 --tag php-app:0123456789ab . IMAGE= RELEASE= DOCKER_BUILDKIT=1`,
    ]);
  });

  test('pushes what it has built for one processor, from fresh base images', async () => {
    const environment = {
      IMAGE: 'registry.example.com/shop',
      COMPOSER_AUTH: '{"http-basic":{}}',
      NPMRC: '//x:_auth=y',
    };
    const { code, calls } = await build(WITHOUT_BUILDX, ['--push'], environment);
    const secrets = '--secret id=composer_auth,env=COMPOSER_AUTH --secret id=npmrc,env=NPMRC';
    const tag = 'registry.example.com/shop:0123456789ab';
    expect(code).toBe(0);
    expect(calls.map((call) => call.replace(/ IMAGE=.*/, ''))).toEqual([
      `${BUILD} --pull ${secrets} --tag ${tag} .`,
      `push ${tag}`,
    ]);
  });

  test('leaves out secrets whose variables are not set', async () => {
    const { calls } = await build(WITHOUT_BUILDX, [], { NPMRC: '//x:_auth=y' });
    expect(calls.join()).toContain(' --secret id=npmrc,env=NPMRC --tag');
    expect(calls.join()).not.toContain('composer_auth');
  });

  test('shows the output of the build while it runs, and the exit code of a failure that is not known', async () => {
    const script = `${WITH_BUILDX}\necho '#5 RUN npm ci' >&2\necho STEP 1/9\necho 'ERROR: failed to solve' >&2\nexit 17`;
    const { code, stdout, stderr } = await build(script);
    expect({ code, stdout }).toEqual({ code: 6, stdout: '' });
    expect(stderr).toContain('#5 RUN npm ci\n');
    expect(stderr).toContain('STEP 1/9\n');
    expect(stderr).toMatch(/✘ `\S+\/docker buildx bake local` ended with 17\n$/);
  });

  test.each([
    [
      'a socket without permission',
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Post "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/build": dial unix /var/run/docker.sock: connect: permission denied',
      'your user may not use the Docker engine at unix:///var/run/docker.sock: add it to the group',
    ],
    [
      'no engine',
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
      'no Docker engine answers at unix:///var/run/docker.sock: start it',
    ],
    [
      'Docker Desktop stopped',
      'Cannot connect to the Docker daemon at unix:///home/ann/.docker/desktop/docker.sock. Is the docker daemon running?',
      'Docker Desktop is not running, and nothing answers at unix:///home/ann/.docker/desktop/docker.sock: start Docker',
    ],
    [
      'an engine without BuildKit',
      'buildkit not supported by daemon',
      'the engine has no BuildKit, which the Dockerfile needs: update it',
    ],
    [
      'a full disk',
      'write /var/lib/docker/overlay2/xyo/diff/blob: no space left on device',
      'the disk is full: free some space',
    ],
  ])('explains %s in one sentence, with and without buildx', async (_, message, sentence) => {
    for (const client of [WITH_BUILDX, WITHOUT_BUILDX]) {
      const { code, stderr, calls } = await build(`${client}\ncat >&2 <<'END'\n${message}\nEND\nexit 1`);
      expect({ code, calls }).toEqual({ code: 6, calls: [] });
      const [last, ...others] = stderr.trimEnd().split('\n').reverse();
      expect(last).toContain(`✘ ${sentence}`);
      expect(others).toEqual([message]);
    }
  });

  test.each([
    ['/nonexistent/docker', "DOCKER is '/nonexistent/docker', which is not found. Set it to the name of a program"],
    ['docker --context x', "DOCKER is 'docker --context x', which is not found"],
    ['bin/docker', "DOCKER is 'bin/docker', which is a relative path"],
  ])('rejects %s as the value of DOCKER', async (DOCKER, message) => {
    workspace.setVariables({ DOCKER });
    const { code, stderr } = await workspace.ship('build');
    expect({ code, stderr }).toEqual({ code: 6, stderr: expect.stringContaining(`✘ ${message}`) });
    expect(stderr.trimEnd()).not.toContain('\n');
  });

  test('names the folder when the application is not there', async () => {
    workspace.remove();
    workspace = new FixtureWorkspace({});
    workspace.standIn('git', 'echo 0123456789ab');
    workspace.standIn('docker', WITH_BUILDX);
    const { code, stderr } = await workspace.ship('build');
    expect({ code, stderr }).toEqual({ code: 6, stderr: `✘ there is no folder ${workspace.directory}/php-app\n` });
  });

  test.each([
    ['that stops in good order', "trap 'kill $!; exit 1' INT", 1],
    ['that does not, with a second Ctrl-C', "trap '' INT", 2],
  ])('leaves nothing running after Ctrl-C of a build %s', async (_, trap, interruptions) => {
    const pids = join(workspace.directory, 'pids');
    workspace.standIn(
      'docker',
      `${WITH_BUILDX}\n${trap}\nsleep 600 &\necho "$$ $!" > ${pids}\ntouch began\nwait\nwait`,
    );
    const { child, ended } = workspace.start('build');
    await workspace.appears('php-app/began');
    for (let left = interruptions; left > 0; left -= 1) {
      child.kill('SIGINT');
      await wait(500);
    }
    const { code, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).not.toMatch(/^\s+at /m);
    await wait(100);
    for (const pid of readFileSync(pids, 'utf8').trim().split(' ')) {
      expect(isRunning(pid)).toBe(false);
    }
  });
});

/** A process that has ended and that its parent has not asked for yet is not running. */
function isRunning(pid: string): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
