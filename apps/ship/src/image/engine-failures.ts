/** A message of a container engine, and the sentence for it: the cause, then the fix. */
interface Known {
  readonly message: RegExp;
  readonly explain: (found: RegExpExecArray) => string;
}

/** Docker 20.10 prints this in a build, when the connection of the build's session fails first. The socket follows. */
const SESSION = String.raw`cannot connect to the Docker daemon\. Is 'docker daemon' running on this host\?: dial unix `;

/** The address of an engine that is not reached, in messages of Docker 20.10 to 28 and of Docker 29. */
const NOT_REACHED = String.raw`(?:Cannot connect to the Docker daemon at |failed to connect to the docker API at |${SESSION})(\S+?)[.;:]?\s`;

const DENIED = String.raw`(?:permission denied while trying to connect to the (?:Docker daemon socket|docker API) at |${SESSION}(?=\S+ connect: permission denied))(\S+?):?\s`;

const KNOWN: readonly Known[] = [
  {
    message: new RegExp(DENIED, 'i'),
    explain: ([, socket]) =>
      `your user may not use the Docker engine at ${socket}: add it to the group of the socket ` +
      '(`sudo usermod --append --groups docker "$USER"`) and log in again, or run Docker in rootless mode (https://docs.docker.com/engine/security/rootless/)',
  },
  {
    // On Linux, on macOS, and on Windows.
    message: new RegExp(
      String.raw`${NOT_REACHED}(?<=\.docker/(?:desktop|run)/docker\.sock[.;:]?\s|dockerDesktop\w+[.;:]?\s)`,
      'i',
    ),
    explain: ([, socket]) =>
      `Docker Desktop is not running, and nothing answers at ${socket}: start Docker Desktop, or select another engine with \`docker context use\``,
  },
  {
    message: /error during connect:.*(?:pipe|daemon is not running)/i,
    explain: () => 'Docker Desktop is not running: start it, or select another engine with `docker context use`',
  },
  {
    message: new RegExp(NOT_REACHED, 'i'),
    explain: ([, socket]) =>
      `no Docker engine answers at ${socket}: start it (\`sudo systemctl start docker\`), or select another one with \`docker context use\` or DOCKER_HOST`,
  },
  {
    message: /Cannot connect to Podman|unable to connect to Podman socket/i,
    explain: () => "Podman's virtual machine is not running: start it with `podman machine start`",
  },
  {
    message: /rootless containerd not running|cannot access containerd socket/i,
    explain: () =>
      'containerd is not running: start it with `sudo systemctl start containerd` or, without root, with `containerd-rootless-setuptool.sh install`',
  },
  {
    message: /`buildctl` needs to be installed and `buildkitd` needs to be running/,
    explain: () =>
      'nerdctl builds with BuildKit, which is not running: set it up (https://github.com/containerd/nerdctl/blob/main/docs/build.md)',
  },
  {
    message: /the buildx component is missing or broken/i,
    explain: () =>
      'this Docker client needs buildx to build with BuildKit, and buildx is not installed: install it (https://github.com/docker/buildx#installing), or select another client with DOCKER',
  },
  {
    message: /buildkit not supported by daemon|requires BuildKit/i,
    explain: () =>
      'the engine has no BuildKit, which the Dockerfile needs: update it to Docker 20.10 or newer (https://docs.docker.com/engine/install/)',
  },
  {
    message: /(?:Multi-platform build|Attestation) is not supported for the docker driver/i,
    explain: () =>
      "buildx's default builder builds for one processor only: create one for both with `docker buildx create --use` (https://docs.docker.com/go/build-multi-platform/)",
  },
  {
    message: /no space left on device/i,
    explain: () =>
      'the disk is full: free some space, with `docker builder prune` or `docker system prune` for instance, and run the command again',
  },
];

/**
 * The cause and the fix of a failure, in one sentence.
 *
 * @param output all that the engine's client has printed
 * @returns undefined for a failure that is not known
 */
export function explainEngine(output: string): string | undefined {
  for (const { message, explain } of KNOWN) {
    const found = message.exec(`${output}\n`);
    if (found) {
      return explain(found);
    }
  }
  return undefined;
}
