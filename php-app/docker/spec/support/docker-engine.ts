import { docker, DockerError, dockerProgram } from './docker-cli';

/** Milliseconds in which an engine has to answer. */
const PATIENCE = 20_000;

/**
 * Looks for an engine that can build the image and run it.
 *
 * @returns the reason why there is none, with the fix; empty if there is one
 */
export async function missingEngine(): Promise<string> {
  try {
    const remote = remoteHost();
    return remote || (await podman()) || (await withoutBuildKit());
  } catch (error) {
    if (error instanceof DockerError) {
      return error.message;
    }
    throw error;
  }
}

/** The tests reach containers through ports of loopback. */
function remoteHost(): string {
  const host = process.env['DOCKER_HOST'] ?? '';
  return /^(ssh|tcp):\/\/(?!127\.|localhost|\[::1\])/.test(host)
    ? `DOCKER_HOST is ${host}, an engine on another computer, whose ports are not on this one: unset DOCKER_HOST, or set it to a local engine.`
    : '';
}

async function podman(): Promise<string> {
  const client = await docker(['--version'], { timeout: PATIENCE });
  const sentence =
    "Podman builds without Docker's BuildKit and its health checks: install Docker, and set DOCKER to the path of its client.";
  if (/podman/i.test(client)) {
    return sentence;
  }
  const engine = await docker(['version', '--format', '{{json .Server}}'], { timeout: PATIENCE });
  return /podman/i.test(engine) ? sentence : '';
}

/** Clients up to version 22 have BuildKit built in; newer ones need the plugin buildx. */
async function withoutBuildKit(): Promise<string> {
  const [client = 0, server = 0] = (
    await docker(['version', '--format', '{{.Client.Version}} {{.Server.Version}}'], { timeout: PATIENCE })
  )
    .split(' ')
    .map((version) => Number.parseInt(version, 10));
  if (server < 19) {
    return `The Docker engine of version ${server} has no BuildKit, which the Dockerfile needs: install Docker 20.10 or newer.`;
  }
  const hasPlugin = await docker(['buildx', 'version'], { timeout: PATIENCE }).then(
    () => true,
    () => false,
  );
  return hasPlugin || client < 23
    ? ''
    : `${dockerProgram()} ${client} has no BuildKit, which the Dockerfile needs: install the plugin buildx, or set DOCKER to a client that has it (on Debian, /usr/bin/docker).`;
}
