import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { commandOf, PROGRAMS } from '../programs';
import { runProgram } from '../run-program';
import { say } from '../say';
import { explainEngine } from './engine-failures';

/** Image to build. */
export interface ImageBuild {
  /** Name of the image, such as the URL of the ECR repository. */
  readonly image: string;

  /** Tag of the image, which the application reports as its release. */
  readonly release: string;

  /** Push the image to its registry, for all processors that the engine can build for. By default, it stays in the engine, for one. */
  readonly push?: boolean;

  /** Build every layer again. */
  readonly rebuild?: boolean;
}

/** Text in the version of Docker's buildx. Podman has a `buildx` of its own, without `bake`. */
export const BUILDX = 'docker/buildx';

/** Secrets of the build in the Dockerfile, and the environment variables that contain them. */
const SECRETS = { composer_auth: 'COMPOSER_AUTH', npmrc: 'NPMRC' } as const;

/** Build arguments that `docker-bake.hcl` takes from environment variables of the same names. */
const BASE_IMAGES = ['ALPINE_IMAGE', 'NODE_IMAGE', 'COMPOSER_IMAGE'] as const;

/**
 * The container engine that `DOCKER` selects: Docker with or without buildx, Podman or nerdctl.
 *
 * Every method throws a Failure with the cause and the fix when the engine fails.
 */
export class Engine {
  readonly #directory: string;
  readonly #signal: AbortSignal;

  /** @param directory folder with the Dockerfile and `docker-bake.hcl` */
  constructor(directory: string, signal: AbortSignal) {
    this.#directory = directory;
    this.#signal = signal;
  }

  /** Logs in to a registry. The password is not in the list of processes. */
  async login(registry: string, user: string, password: string): Promise<void> {
    await this.#run(['login', '--username', user, '--password-stdin', registry], { input: password });
  }

  async build(build: ImageBuild): Promise<void> {
    if (await this.#hasBake()) {
      await this.#bake(build);
    } else {
      const client = commandOf(PROGRAMS.docker);
      say(`${client} has no \`buildx bake\`: the image is built for this computer's processor only`);
      await this.#buildForOneProcessor(build);
    }
  }

  async #hasBake(): Promise<boolean> {
    const { code, stdout } = await runProgram(PROGRAMS.docker, ['buildx', 'version'], this.#options);
    return code === 0 && stdout.includes(BUILDX);
  }

  async #bake({ image, release, push, rebuild }: ImageBuild): Promise<void> {
    const words = [...(push ? ['--push'] : ['local']), ...(rebuild ? ['--no-cache'] : [])];
    await this.#run(['buildx', 'bake', ...words], {
      isShown: true,
      environment: { IMAGE: image, RELEASE: release },
    });
  }

  /** The targets of `docker-bake.hcl`, for engines that cannot read it. */
  async #buildForOneProcessor({ image, release, push, rebuild }: ImageBuild): Promise<void> {
    const tag = `${image}:${release}`;
    const secrets = Object.entries(SECRETS).filter(([, variable]) => process.env[variable]);
    const baseImages = BASE_IMAGES.filter((name) => process.env[name]);
    const words = [
      ...['--target', 'runtime', '--build-arg', `RELEASE=${release}`],
      ...baseImages.flatMap((name) => ['--build-arg', `${name}=${process.env[name]}`]),
      ...(rebuild ? ['--no-cache'] : []),
      ...(push ? ['--pull'] : []),
      ...secrets.flatMap(([id, variable]) => ['--secret', `id=${id},env=${variable}`]),
      ...['--tag', tag, '.'],
    ];
    await this.#run(['build', ...words], { isShown: true, environment: { DOCKER_BUILDKIT: '1' } });
    if (push) {
      await this.#run(['push', tag], { isShown: true });
    }
  }

  async #run(
    words: readonly string[],
    options: { readonly input?: string; readonly isShown?: true; readonly environment?: Record<string, string> },
  ): Promise<void> {
    const { code, output } = await runProgram(PROGRAMS.docker, words, { ...this.#options, ...options });
    if (code !== 0) {
      const command = `\`${[commandOf(PROGRAMS.docker), ...words].join(' ')}\` ended with ${code}`;
      const printed = options.isShown ? '' : `:\n${output.trim()}`;
      throw new Failure(explainEngine(output) ?? `${command}${printed}`, EXIT.notReady);
    }
  }

  get #options() {
    return { cwd: this.#directory, signal: this.#signal };
  }
}
