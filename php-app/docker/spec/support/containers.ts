import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker, dockerOutput } from './docker-cli';
import type { Images } from './docker-images';
import { ask } from './http';
import { CHECKOUT } from './places';
import { until } from './running';

const CHECKOUT_LABEL = `laravel-ecs.php-app.checkout=${CHECKOUT}`;

/** Volumes of a task on ECS: those of the image, and those of the agent of ECS Exec. */
export const VOLUMES = ['/app/storage', '/app/bootstrap/cache', '/run', '/tmp', '/var/lib/amazon', '/var/log/amazon'];

export const MEMORY_MIB = 512;
export const STOP_TIMEOUT = 30;

/** Options of `docker create` that stand for the container definition of a task on ECS, with the tightest rights. */
const TASK = [
  '--init',
  '--read-only',
  '--user=10001:0',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  `--stop-timeout=${STOP_TIMEOUT}`,
  ...VOLUMES.map((path) => `--mount=type=volume,dst=${path}`),
];

export interface TaskOptions {
  readonly environment?: Readonly<Record<string, string>>;

  /** Memory limit in MiB. @default 512 */
  readonly memory?: number;

  /** Options of `docker create` beside those of every task. */
  readonly options?: readonly string[];
}

/** A container that the tests have started. */
export class Container {
  readonly #port: number;

  constructor(
    readonly id: string,
    port = 8080,
  ) {
    this.#port = port;
  }

  /** A property of the container, as JSON: `.State.Health.Status`. */
  async inspect<Value>(property: string): Promise<Value> {
    return JSON.parse(await docker(['inspect', '--format', `{{json ${property}}}`, this.id])) as Value;
  }

  /** Runs a command in it, as its user. */
  exec(...words: string[]): Promise<string> {
    return docker(['exec', this.id, ...words]);
  }

  /** Address of its port on loopback. Each start chooses another one. */
  async url(): Promise<string> {
    return `http://${(await docker(['port', this.id, `${this.#port}/tcp`])).split('\n')[0]}`;
  }

  /** All that it has logged, to standard output and to standard error. */
  async log(): Promise<string> {
    const { stdout, stderr } = await dockerOutput(['logs', this.id]);
    return stdout + stderr;
  }

  start(): Promise<string> {
    return docker(['start', this.id]);
  }

  /** Asks it to end, as ECS does: by the image's stop signal, with the stop timeout until it is killed. */
  stop(): Promise<string> {
    return docker(['stop', this.id]);
  }

  /** Waits for its end. @returns the exit code */
  async ended(): Promise<number> {
    return Number(await docker(['wait', this.id]));
  }

  /** Names of the files of a directory in it, also after its end. */
  async files(directory: string): Promise<string[]> {
    const copy = mkdtempSync(join(tmpdir(), 'files-'));
    await docker(['cp', `${this.id}:${directory}/.`, copy]);
    return readdirSync(copy);
  }

  /**
   * Waits until it is as it should be.
   *
   * @throws Error with its log if it ends before, or if it takes longer than a minute
   */
  async until(ready: () => boolean | Promise<boolean>, what: string): Promise<void> {
    try {
      await until(async () => {
        if (await ready()) {
          return true;
        }
        if (!(await this.inspect<boolean>('.State.Running'))) {
          throw new Error(`ended before ${what}`);
        }
        return false;
      }, what);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${await this.log()}`);
    }
  }

  logs(text: string): Promise<void> {
    return this.until(async () => (await this.log()).includes(text), `its log has '${text}'`);
  }

  async answers(): Promise<void> {
    await this.until(
      async () => (await ask(`${await this.url()}/up`).catch(() => undefined))?.status === 200,
      '/up answers 200',
    );
  }
}

/** Containers of one spec, in a network of their own. */
export class Containers {
  readonly #label = `laravel-ecs.php-app.run=${randomUUID()}`;
  readonly #network: string;

  private constructor(readonly images: Images) {
    this.#network = `php-app-${randomUUID().slice(0, 8)}`;
  }

  static async create(images: Images): Promise<Containers> {
    const containers = new Containers(images);
    await docker(['network', 'create', ...containers.#labels, containers.#network]);
    return containers;
  }

  get #labels(): string[] {
    return [`--label=${CHECKOUT_LABEL}`, `--label=${this.#label}`];
  }

  /** Starts a role of the image with the probes, as ECS starts a task. */
  role(
    words: readonly string[],
    { environment = {}, memory = MEMORY_MIB, options = [] }: TaskOptions = {},
  ): Promise<Container> {
    const { openFiles } = this.images;
    const limits = [`--memory=${memory}m`, `--memory-swap=${memory}m`, `--ulimit=nofile=${openFiles}:${openFiles}`];
    return this.run(this.images.probes, words, {
      options: [...TASK, ...limits, ...options, ...(words[0] === 'web' ? ['--publish=127.0.0.1::8080'] : [])],
      environment,
    });
  }

  /** Starts a web container and waits until it serves. */
  async web(task: TaskOptions): Promise<Container> {
    const container = await this.role(['web'], task);
    await container.answers();
    return container;
  }

  /** Starts a container of any image. */
  async run(
    image: string,
    words: readonly string[],
    { environment = {}, options = [], port }: TaskOptions & { readonly port?: number },
  ): Promise<Container> {
    const variables = Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`);
    const network = `--network=${this.#network}`;
    const id = await docker(['run', '--detach', network, ...this.#labels, ...options, ...variables, image, ...words]);
    return new Container(id, port);
  }

  /** Runs a command next to the servers, and returns what it prints. */
  output(words: readonly string[]): Promise<string> {
    return docker(['run', '--rm', `--network=${this.#network}`, ...this.#labels, this.images.services, ...words]);
  }

  /** Starts a server of the tests under a name, and waits until it listens. */
  async #service(name: string, words: readonly string[], ready: string): Promise<Container> {
    const container = await this.run(this.images.services, words, {
      options: [`--network-alias=${name}`, '--init'],
    });
    await container.logs(ready);
    return container;
  }

  /** memcached. @returns environment variables of the tasks that keep sessions there */
  async memcached(): Promise<Record<string, string>> {
    await this.#service('memcached', ['memcached', '-vv', '-u', 'memcache', '-U', '0'], 'server listening');
    return { SESSION_DRIVER: 'memcached', MEMCACHED_SERVERS: 'memcached:11211' };
  }

  /** Redis, which stands in for Valkey, with TLS only. @returns environment variables of the tasks that keep sessions there */
  async valkey(): Promise<Record<string, string>> {
    const tls = [
      '--tls-cert-file',
      '/tls/cert.pem',
      '--tls-key-file',
      '/tls/key.pem',
      '--tls-ca-cert-file',
      '/tls/ca.pem',
    ];
    const words = ['redis-server', '--port', '0', '--tls-port', '6379', ...tls, '--tls-auth-clients', 'no'];
    await this.#service('valkey', [...words, '--save', '', '--protected-mode', 'no'], 'Ready to accept connections');
    return {
      SESSION_DRIVER: 'redis',
      REDIS_HOST: 'tls://valkey',
      REDIS_PORT: '6379',
      SSL_CERT_FILE: '/etc/ssl/certs/tests.pem',
    };
  }

  /** MariaDB, with TLS only. @returns environment variables of the tasks that use it */
  async database(): Promise<Record<string, string>> {
    const words = [
      'mariadbd',
      '--no-defaults',
      '--user=mysql',
      '--bind-address=0.0.0.0',
      '--socket=/tmp/mariadb.sock',
      '--pid-file=/tmp/mariadb.pid',
      '--init-file=/database.sql',
    ];
    const tls = [
      '--ssl-ca=/tls/ca.pem',
      '--ssl-cert=/tls/cert.pem',
      '--ssl-key=/tls/key.pem',
      '--require-secure-transport=ON',
    ];
    await this.#service('database', [...words, ...tls, '--innodb-flush-log-at-trx-commit=0'], 'ready for connections');
    return {
      DB_CONNECTION: 'mysql',
      DB_HOST: 'database',
      DB_DATABASE: 'app',
      DB_USERNAME: 'app',
      DB_PASSWORD: 'of-the-tests',
      MYSQL_ATTR_SSL_CA: '/etc/ssl/certs/tests.pem',
    };
  }

  remove(): Promise<void> {
    return removeContainers(this.#label);
  }
}

/** Removes containers with their volumes, and networks, by their label. */
export async function removeContainers(label = CHECKOUT_LABEL): Promise<void> {
  const filter = `--filter=label=${label}`;
  const containers = (await docker(['ps', '--all', '--quiet', filter])).split('\n').filter(Boolean);
  if (containers.length > 0) {
    await docker(['rm', '--force', '--volumes', ...containers]);
  }
  const networks = (await docker(['network', 'ls', '--quiet', filter])).split('\n').filter(Boolean);
  if (networks.length > 0) {
    await docker(['network', 'rm', ...networks]);
  }
}
