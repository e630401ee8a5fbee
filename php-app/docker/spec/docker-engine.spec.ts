import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker } from './support/docker-cli';
import { missingEngine } from './support/docker-engine';
import { pipe } from './support/docker-images';
import { which } from './support/php';
import { USER } from './support/running';

const environment = { ...process.env };

afterEach(() => {
  process.env = { ...environment };
});

/** Sets DOCKER to a client that answers each of these commands, and fails with a message for every other one. */
function client(answers: Readonly<Record<string, string>>, otherwise: string): void {
  const file = join(mkdtempSync(join(tmpdir(), 'docker-')), 'docker');
  const cases = Object.entries(answers).map(([words, answer]) => `'${words}'*) echo '${answer}' ;;`);
  const failure = `*) echo "${otherwise}" >&2; exit 1 ;;`;
  writeFileSync(file, `#!/bin/sh\ncase "$*" in\n${[...cases, failure].join('\n')}\nesac\n`, { mode: 0o755 });
  process.env['DOCKER'] = file;
}

const VERSION = '--version';
const SERVER = 'version --format {{json .Server}}';
const BOTH = 'version --format {{.Client.Version}}';

describe('The Docker lane, when the engine cannot be used', () => {
  test('asks to install Docker when there is no client', async () => {
    process.env['DOCKER'] = '/nowhere/docker';
    expect(await missingEngine()).toBe(
      'The Docker client cannot be found: install Docker, or set DOCKER to the path of its client.',
    );
  });

  test('asks to start Docker when no engine answers', async () => {
    client(
      { [VERSION]: 'Docker version 28.2.2' },
      'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    );
    expect(await missingEngine()).toBe(
      'No Docker engine answers: start Docker, or set DOCKER_HOST to an engine that runs.',
    );
  });

  test.each([
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
    'Got permission denied while trying to connect to the docker API at unix:///var/run/docker.sock: connect: permission denied',
  ])('asks for the group docker when the client fails with: %s', async (message) => {
    client({ [VERSION]: 'Docker version 28.2.2' }, message);
    expect(await missingEngine()).toBe(
      'This user may not use the socket of Docker: add the user to the group docker and log in again, or set DOCKER_HOST to an engine that the user may use.',
    );
  });

  test('asks to start Docker Desktop when its socket does not answer', async () => {
    client(
      { [VERSION]: 'Docker version 28.2.2' },
      'Cannot connect to the Docker daemon at unix:///home/user/.docker/desktop/docker.sock. Is the docker daemon running?',
    );
    expect(await missingEngine()).toBe('Docker Desktop is not running: start it, and run the tests again.');
  });

  test('takes the engine of Docker Desktop when it answers', async () => {
    client(
      {
        [VERSION]: 'Docker version 28.2.2',
        [SERVER]: '{"Platform":{"Name":"Docker Desktop"}}',
        [BOTH]: '28.2.2 28.2.2',
        'buildx version': 'v0.24.0',
      },
      'unexpected',
    );
    expect(await missingEngine()).toBe('');
  });

  test.each([
    ['the program', { [VERSION]: 'podman version 4.3.1' }],
    ['the engine', { [VERSION]: 'Docker version 28.2.2', [SERVER]: '{"Components":[{"Name":"Podman Engine"}]}' }],
  ])('asks for Docker when %s is Podman', async (_, answers) => {
    client(answers, 'unexpected');
    expect(await missingEngine()).toBe(
      "Podman builds without Docker's BuildKit and its health checks: install Docker, and set DOCKER to the path of its client.",
    );
  });

  test('asks for buildx when a new client does not have it', async () => {
    client({ [VERSION]: 'Docker version 28.2.2', [SERVER]: '{}', [BOTH]: '28.2.2 20.10.24' }, 'not a docker command');
    expect(await missingEngine()).toMatch(/^\S+ 28 has no BuildKit.*: install the plugin buildx, or set DOCKER/);
  });

  test('takes an old client, which has BuildKit built in', async () => {
    client(
      { [VERSION]: 'Docker version 20.10.24', [SERVER]: '{}', [BOTH]: '20.10.24 20.10.24' },
      'not a docker command',
    );
    expect(await missingEngine()).toBe('');
  });

  test('asks for a newer engine when it is older than BuildKit', async () => {
    client({ [VERSION]: 'Docker version 20.10.24', [SERVER]: '{}', [BOTH]: '20.10.24 18.06.1' }, 'unexpected');
    expect(await missingEngine()).toBe(
      'The Docker engine of version 18 has no BuildKit, which the Dockerfile needs: install Docker 20.10 or newer.',
    );
  });

  test.each(['tcp://10.0.0.1:2375', 'ssh://builder'])(
    'asks for a local engine when DOCKER_HOST is %s',
    async (host) => {
      process.env['DOCKER_HOST'] = host;
      expect(await missingEngine()).toContain(`DOCKER_HOST is ${host}, an engine on another computer`);
    },
  );

  test('asks for space when the disk is full during a build, without a stack trace', async () => {
    client({}, 'failed to solve: write /var/lib/docker/tmp/layer: no space left on device');
    const error = await docker(['build', '.']).catch((reason: Error) => reason);
    expect(error).toMatchObject({
      message: "The disk of the Docker engine is full: free space with 'docker system prune', and run the tests again.",
    });
    expect((error as Error).stack).toBe((error as Error).message);
  });

  test('ends the command that makes a base image when the disk is full during its import', async () => {
    const endless: [string, string[]] = ['sh', ['-c', 'while :; do echo endless; done']];
    const full: [string, string[]] = ['sh', ['-c', 'echo "no space left on device" >&2; exit 1']];
    await expect(pipe(endless, full)).rejects.toThrow(/^The disk of the Docker engine is full/);
  });

  test('shows the last lines of a build that fails for another reason', async () => {
    client({}, 'ERROR: vite.config.mjs not found');
    await expect(docker(['build', '.'])).rejects.toThrow('docker build . failed:\nERROR: vite.config.mjs not found');
  });
});

const program = which('docker');
const reason = program && process.getuid?.() === 0 ? '' : 'the Docker client or root is missing';
(reason ? describe.skip : describe)(
  `The Docker client, with a socket of another user${reason && ` (skipped: ${reason})`}`,
  () => {
    let server: Server;
    const socket = join(mkdtempSync(join(tmpdir(), 'socket-')), 'docker.sock');

    beforeAll(async () => {
      server = createServer();
      await new Promise<void>((resolve) => server.listen(socket, resolve));
      chmodSync(join(socket, '..'), 0o755);
      chmodSync(socket, 0o600);
    });
    afterAll(() => server.close());

    test('gives the reason that the lane recognises', async () => {
      const wrapper = join(mkdtempSync(join(tmpdir(), 'docker-')), 'docker');
      chmodSync(join(wrapper, '..'), 0o755);
      writeFileSync(
        wrapper,
        `#!/bin/sh\nexec setpriv --reuid=${USER.uid} --regid=${USER.uid} --clear-groups env HOME=/tmp '${program}' "$@"\n`,
        { mode: 0o755 },
      );
      process.env['DOCKER'] = wrapper;
      process.env['DOCKER_HOST'] = `unix://${socket}`;
      expect(await missingEngine()).toMatch(/^This user may not use the socket of Docker/);
    });
  },
);
