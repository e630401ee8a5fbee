import { explainEngine } from './engine-failures';

/** Messages as engines print them. Those of Docker 20.10.24 and 28.2.2 were recorded from real engines, the others are from issues. */
const MESSAGES: readonly (readonly [string, string, string])[] = [
  [
    'Docker 20.10, socket without permission',
    'permission denied while trying to connect to the Docker daemon socket at unix:///run/docker.sock: Post "http://%2Frun%2Fdocker.sock/v1.24/build?buildargs=%7B%7D": dial unix /run/docker.sock: connect: permission denied',
    'your user may not use the Docker engine at unix:///run/docker.sock: add it to the group of the socket',
  ],
  [
    'Docker 20.10.0, socket without permission',
    'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get http://%2Fvar%2Frun%2Fdocker.sock/v1.24/containers/json: dial unix /var/run/docker.sock: connect: permission denied',
    'your user may not use the Docker engine at unix:///var/run/docker.sock: ',
  ],
  [
    'Docker 29, socket without permission',
    'permission denied while trying to connect to the docker API at unix:///var/run/docker.sock',
    'your user may not use the Docker engine at unix:///var/run/docker.sock: ',
  ],
  [
    'Docker 20.10 to 28, no engine',
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'no Docker engine answers at unix:///var/run/docker.sock: start it (`sudo systemctl start docker`)',
  ],
  [
    'Docker 29, no engine',
    'failed to connect to the docker API at unix:///run/nothing.sock; check if the path is correct and if the daemon is running: dial unix /run/nothing.sock: connect: no such file or directory',
    'no Docker engine answers at unix:///run/nothing.sock: start it',
  ],
  [
    'Docker Desktop on Linux, stopped',
    'Cannot connect to the Docker daemon at unix:///home/ann/.docker/desktop/docker.sock. Is the docker daemon running?',
    'Docker Desktop is not running, and nothing answers at unix:///home/ann/.docker/desktop/docker.sock: start Docker Desktop',
  ],
  [
    'Docker Desktop on macOS, stopped',
    'failed to connect to the docker API at unix:///Users/ann/.docker/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /Users/ann/.docker/run/docker.sock: connect: no such file or directory',
    'Docker Desktop is not running, and nothing answers at unix:///Users/ann/.docker/run/docker.sock: start Docker Desktop',
  ],
  [
    'Docker Desktop on Windows, stopped',
    'failed to connect to the docker API at npipe:////./pipe/dockerDesktopLinuxEngine; check if the path is correct and if the daemon is running: open //./pipe/dockerDesktopLinuxEngine: The system cannot find the file specified.',
    'Docker Desktop is not running, and nothing answers at npipe:////./pipe/dockerDesktopLinuxEngine: start Docker Desktop',
  ],
  [
    'Docker 20.10, no engine in the session of a build',
    "failed to dial gRPC: cannot connect to the Docker daemon. Is 'docker daemon' running on this host?: dial unix /home/ann/.docker/desktop/docker.sock: connect: no such file or directory",
    'Docker Desktop is not running, and nothing answers at /home/ann/.docker/desktop/docker.sock: start Docker Desktop',
  ],
  [
    'Docker 20.10, no permission in the session of a build',
    "failed to dial gRPC: cannot connect to the Docker daemon. Is 'docker daemon' running on this host?: dial unix /var/run/docker.sock: connect: permission denied",
    'your user may not use the Docker engine at /var/run/docker.sock: ',
  ],
  [
    'Docker 28 without buildx',
    'ERROR: BuildKit is enabled but the buildx component is missing or broken.\n       Install the buildx component to build images with BuildKit:\n       https://docs.docker.com/go/buildx/',
    'this Docker client needs buildx to build with BuildKit, and buildx is not installed: install it',
  ],
  [
    'engine without BuildKit',
    'buildkit not supported by daemon',
    'the engine has no BuildKit, which the Dockerfile needs: update it to Docker 20.10',
  ],
  [
    'engine with BuildKit off',
    'the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled',
    'the engine has no BuildKit, which the Dockerfile needs: ',
  ],
  [
    'Docker 20.10, full disk',
    '#3 transferring context: 41.69MB 0.3s done\n#3 ERROR: write /var/lib/docker/overlay2/xyo/diff/blob: no space left on device\n------\n > [internal] load build context:\n------\nwrite /var/lib/docker/overlay2/xyo/diff/blob: no space left on device',
    'the disk is full: free some space, with `docker builder prune`',
  ],
  [
    'buildx, full disk',
    'ERROR: failed to build: failed to solve: ResourceExhausted: failed to read dockerfile: failed to create temp dir: mkdir /var/lib/docker/tmp/buildkit-mount2667628103: no space left on device',
    'the disk is full: ',
  ],
  [
    'buildx, default builder',
    'ERROR: Multi-platform build is not supported for the docker driver.\nSwitch to a different driver, or turn on the containerd image store, and try again.',
    "buildx's default builder builds for one processor only: create one for both with `docker buildx create --use`",
  ],
  [
    'Podman, machine stopped',
    'Cannot connect to Podman. Please verify your connection to the Linux system using `podman system connection list`, or try `podman machine init` and `podman machine start` to manage a new Linux VM\nError: unable to connect to Podman socket: failed to connect: dial tcp 127.0.0.1:58715: connect: connection refused',
    "Podman's virtual machine is not running: start it with `podman machine start`",
  ],
  [
    'nerdctl, containerd stopped',
    'FATA[0000] rootless containerd not running? (hint: use `containerd-rootless-setuptool.sh install` to start rootless containerd): stat /run/user/1000/containerd-rootless: no such file or directory',
    'containerd is not running: start it',
  ],
  [
    'nerdctl, buildkitd stopped',
    'ERRO[0000] `buildctl` needs to be installed and `buildkitd` needs to be running, see https://github.com/moby/buildkit  error="failed to ping to host unix:///run/buildkit/buildkitd.sock: exit status 1"',
    'nerdctl builds with BuildKit, which is not running: set it up',
  ],
];

describe('explainEngine', () => {
  test.each(MESSAGES)('explains in one line: %s', (_, message, sentence) => {
    const explained = explainEngine(message);
    expect(explained).toContain(sentence);
    expect(explained).not.toContain('\n');
  });

  test('returns nothing for a failure that is not known', () => {
    expect(explainEngine('ERROR: failed to solve: process "/bin/sh -c npm ci" did not complete')).toBeUndefined();
  });
});
