import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { docker, DockerError, dockerProgram, explainFailure } from './docker-cli';
import { argumentDefaults } from './dockerfile';
import { which } from './php';
import { APP, CHECKOUT, DOCKER } from './places';

/** Base images of the Dockerfile, by the names of its build arguments. */
const BASES = ['ALPINE_IMAGE', 'NODE_IMAGE', 'COMPOSER_IMAGE'] as const;
type Bases = Readonly<Record<(typeof BASES)[number], string>>;

/** Image that the servers of the tests are installed on, and Debian's release if it has to be made here. */
const DEBIAN_IMAGE = 'debian:bookworm-slim';
const DEBIAN_RELEASE = 'bookworm';

/** PHP of that release. */
const STANDIN_PHP = '8.2.0';

const STANDINS = join(DOCKER, 'spec/standins');
const REPOSITORY = 'laravel-ecs-php-app';

/** Images of the Docker lane. */
export interface Images {
  /** Origin of the base images, for the names of tests. */
  readonly bases: 'base images by digest' | 'Debian stand-ins as base images';

  /** Build arguments for the base images. */
  readonly buildArguments: Readonly<Record<string, string>>;

  /** Image built from the Dockerfile. */
  readonly image: string;

  /** The same image, with the pages, the job and the migration of the tests. */
  readonly probes: string;

  /** memcached, Redis, MariaDB and wrk. */
  readonly services: string;

  /** Limit of open files: that of a task on ECS, or that of the engine if it is lower. */
  readonly openFiles: number;
}

/** Images cannot be built on this computer, and the message has the reason. */
export class MissingBasesError extends DockerError {}

/**
 * Builds the images of the Docker lane. Those that are there already, in the engine's cache, take no time.
 *
 * @throws MissingBasesError if no registry can be reached and stand-ins cannot be built either
 * @throws DockerError if a build fails
 */
export async function buildImages(): Promise<Images> {
  const wanted = Object.fromEntries(
    BASES.map((name) => [name, process.env[name] ?? argumentDefaults()[name] ?? '']),
  ) as Bases;
  const refusal = await pull([...Object.values(wanted), DEBIAN_IMAGE]);
  const [arguments_, services] = refusal ? await buildStandins(refusal) : [wanted, await buildServices(DEBIAN_IMAGE)];
  const image = await buildApplication('image', { args: arguments_ });
  const probes = await build(`${REPOSITORY}/probes:${CHECKOUT}`, {
    file: join(STANDINS, 'probes.Dockerfile'),
    context: join(DOCKER, 'spec/probes'),
    args: { APPLICATION_IMAGE: image, SERVICES_IMAGE: services },
  });
  return {
    bases: refusal ? 'Debian stand-ins as base images' : 'base images by digest',
    buildArguments: arguments_,
    image,
    probes,
    services,
    openFiles: await openFiles(image),
  };
}

/** Default of `openFiles` in a container definition. An engine gives its containers no more than it has itself. */
const OPEN_FILES = 65_536;

async function openFiles(image: string): Promise<number> {
  const limit = await docker(['run', '--rm', '--network=none', '--entrypoint=sh', image, '-c', 'ulimit -Hn']);
  return limit === 'unlimited' ? OPEN_FILES : Math.min(OPEN_FILES, Number(limit));
}

/** Messages of Composer and npm when a download was interrupted. */
const INTERRUPTED_DOWNLOAD = /curl error \d+|Connection reset|ECONNRESET|ETIMEDOUT|network timeout/;

/** Builds the image that ships, or the one at another Dockerfile, from the application. Retries an interrupted download once. */
export function buildApplication(
  name: string,
  { file = join(APP, 'Dockerfile'), args }: { readonly file?: string; readonly args: Readonly<Record<string, string>> },
): Promise<string> {
  const secrets = [
    ...secret('composer_auth', 'COMPOSER_AUTH', join(composerHome(), 'auth.json')),
    ...secret('npmrc', 'NPMRC', join(homedir(), '.npmrc')),
  ];
  const buildIt = () => build(`${REPOSITORY}/${name}:${CHECKOUT}`, { file, context: APP, args, secrets });
  return buildIt().catch((error: Error) => {
    if (!INTERRUPTED_DOWNLOAD.test(error.message)) {
      throw error;
    }
    process.stderr.write('A download was interrupted: the image is built again.\n');
    return buildIt();
  });
}

/** Pulls images that are not there yet. @returns the reason if one cannot be pulled */
async function pull(images: readonly string[]): Promise<string> {
  for (const image of images) {
    const isHere = await exists(image);
    const refusal = isHere ? '' : await docker(['pull', '--quiet', image]).then(() => '', messageOf);
    if (refusal) {
      return refusal;
    }
  }
  return '';
}

const messageOf = (error: Error): string => error.message;

const exists = (image: string): Promise<boolean> =>
  docker(['image', 'inspect', '--format', '{{.Id}}', image]).then(
    () => true,
    () => false,
  );

/** Builds base images from Debian's packages, and the servers. */
async function buildStandins(refusal: string): Promise<[Bases & { PHP_MIN: string }, string]> {
  const debian = await bootstrapDebian(refusal);
  const context = mkdtempSync(join(tmpdir(), 'standins-'));
  try {
    writeFileSync(join(context, 'ca-certificates.crt'), certificateAuthorities());
    copyFileSync(realpathSync(process.execPath), join(context, 'node'));
    cpSync(npmDirectory(), join(context, 'npm'), { recursive: true });
    mkdirSync(join(context, 'composer'));
    const settings = join(composerHome(), 'config.json');
    if (existsSync(settings)) {
      copyFileSync(settings, join(context, 'composer/config.json'));
    }
    const standin = (name: string, args: Record<string, string>, ...inputs: string[]) =>
      buildOnce(name, { file: join(STANDINS, `${name}.Dockerfile`), context, args }, inputs);
    const alpineAndComposer = async () => {
      const alpine = await standin('alpine', { DEBIAN_IMAGE: debian }, 'ca-certificates.crt');
      return [alpine, await standin('composer', { ALPINE_IMAGE: alpine }, 'composer')] as const;
    };
    const [[alpine, composer], node, services] = await Promise.all([
      alpineAndComposer(),
      standin('node', { DEBIAN_IMAGE: debian }, 'ca-certificates.crt', 'node', 'npm/package.json'),
      buildServices(debian),
    ]);
    return [{ ALPINE_IMAGE: alpine, NODE_IMAGE: node, COMPOSER_IMAGE: composer, PHP_MIN: STANDIN_PHP }, services];
  } finally {
    rmSync(context, { recursive: true });
  }
}

const buildServices = (debian: string): Promise<string> =>
  buildOnce(
    'services',
    { file: join(STANDINS, 'services.Dockerfile'), context: STANDINS, args: { DEBIAN_IMAGE: debian } },
    ['database.sql'],
  );

/** Debian's smallest system, made from its packages and imported as an image. */
async function bootstrapDebian(refusal: string): Promise<string> {
  const mirror = debianMirror();
  const tag = `${REPOSITORY}/debian:${hashOf([DEBIAN_RELEASE, mirror])}`;
  if (await exists(tag)) {
    return tag;
  }
  const program = which('mmdebstrap');
  if (!program || process.getuid?.() !== 0) {
    throw new MissingBasesError(
      `The base images cannot be pulled, and stand-ins need root and mmdebstrap: log in to the registry, set ${BASES.join(', ')} to a mirror, or install mmdebstrap and run the tests as root. (${refusal.replaceAll('\n', ' ')})`,
    );
  }
  const words = ['--variant=apt', '--mode=root', '--dpkgopt=force-unsafe-io', DEBIAN_RELEASE, '-', mirror];
  await pipe([program, words], [dockerProgram(), ['import', '-', tag]]);
  return tag;
}

/**
 * Runs two commands, of which the second reads what the first prints. Neither is left running if the other fails.
 *
 * @throws DockerError with the cause and the fix
 */
export function pipe(from: readonly [string, string[]], to: readonly [string, string[]]): Promise<void> {
  // mmdebstrap passes a signal on to its process group, in which the tests must not be.
  const source = spawn(from[0], from[1], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const target = spawn(to[0], to[1], { stdio: ['pipe', 'ignore', 'pipe'] });
  // A target that ends early closes the pipe; its own message has the reason.
  target.stdin.on('error', () => undefined);
  source.stdout.pipe(target.stdin);
  // The source does not end by itself then: it waits for a reader.
  const endSource = () => source.stdout.destroy() && source.kill();
  target.once('error', endSource).once('exit', (code) => code !== 0 && endSource());
  let output = '';
  const ended = [target, source].map((child) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => (output += text));
    return new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  });
  return Promise.all(ended).then((codes) => {
    if (codes.some((code) => code !== 0)) {
      throw new DockerError(explainFailure(output, ['import', 'of Debian']));
    }
  });
}

interface Build {
  readonly file: string;
  readonly context: string;
  readonly args: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
}

/** Builds an image unless one of the same inputs is in the engine: files of the context, or what identifies them. */
async function buildOnce(name: string, how: Build, inputs: readonly string[]): Promise<string> {
  const contents = inputs.map((input) => join(how.context, input)).flatMap(filesOf);
  const tag = `${REPOSITORY}/${name}:${hashOf([readFileSync(how.file), JSON.stringify(how.args), ...contents])}`;
  return (await exists(tag)) ? tag : build(tag, how);
}

function filesOf(path: string): Buffer[] {
  return statSync(path).isDirectory()
    ? readdirSync(path).map((file) => readFileSync(join(path, file)))
    : [readFileSync(path)];
}

const hashOf = (parts: readonly (string | Buffer)[]): string =>
  parts
    .reduce((hash, part) => hash.update(part), createHash('sha256'))
    .digest('hex')
    .slice(0, 12);

async function build(tag: string, { file, context, args, secrets = [] }: Build): Promise<string> {
  // A proxy of the host, if it has one, under the names that Docker knows.
  const proxies = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'].filter((name) => process.env[name]);
  const words = ['build', '--progress=plain', '--file', file, '--tag', tag];
  const settings = [...Object.entries(args).map(([name, value]) => `${name}=${value}`), ...proxies];
  await docker([...words, ...settings.flatMap((each) => ['--build-arg', each]), ...secrets, context], {
    // The default builder keeps the image in the engine.
    env: { DOCKER_BUILDKIT: '1', BUILDX_BUILDER: 'default' },
  });
  return tag;
}

/** Words that hand a secret to a build: an environment variable as docker-bake.hcl has it, or else the host's own file. */
function secret(id: string, variable: string, file: string): string[] {
  if (process.env[variable]) {
    return ['--secret', `id=${id},env=${variable}`];
  }
  return existsSync(file) ? ['--secret', `id=${id},src=${file}`] : [];
}

const composerHome = (): string => process.env['COMPOSER_HOME'] ?? join(homedir(), '.config/composer');

function npmDirectory(): string {
  const npm = which('npm');
  if (!npm) {
    throw new MissingBasesError('npm cannot be found: install it, or add it to PATH.');
  }
  return dirname(dirname(realpathSync(npm)));
}

function certificateAuthorities(): string {
  const files = [
    process.env['SSL_CERT_FILE'] ?? '',
    '/etc/ssl/certs/ca-certificates.crt',
    '/etc/pki/tls/certs/ca-bundle.crt',
  ];
  const found = files.find((file) => existsSync(file));
  return found ? readFileSync(found, 'utf8') : rootCertificates.join('\n');
}

/** Mirror that the host's own apt uses, if the host is Debian. */
function debianMirror(): string {
  const standard = 'http://deb.debian.org/debian';
  if (!which('apt-get') || !existsSync('/etc/debian_version')) {
    return standard;
  }
  const listed = execFileSync('apt-get', ['indextargets', '--format', '$(SITE)'], { encoding: 'utf8' });
  return listed.split('\n').find((site) => /\/debian\/?$/.test(site)) ?? standard;
}
