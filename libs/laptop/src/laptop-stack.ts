import { createHash } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { Container, type ContainerConfig } from '@cdktf/provider-docker/lib/container';
import { Image } from '@cdktf/provider-docker/lib/image';
import { Network } from '@cdktf/provider-docker/lib/network';
import { DockerProvider } from '@cdktf/provider-docker/lib/provider';
import { Volume } from '@cdktf/provider-docker/lib/volume';
import type { LocalConfig } from '@laravel-ecs/config';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { fingerprintOf } from './sources';

const MEMCACHED = { image: 'memcached:1.6-alpine', port: 11_211 };

/** The same engines as on RDS, and how their images want to be told. */
const DATABASES = {
  mysql: { image: 'mysql:8.4', prefix: 'MYSQL', ping: 'mysqladmin' },
  mariadb: { image: 'mariadb:11.8', prefix: 'MARIADB', ping: 'mariadb-admin' },
};

/** Name, user and password of a database that nobody reaches but the containers beside it: a secret it is not. */
const LOCAL = 'local';

/** What one container has that the others do not. */
type Part = Omit<ContainerConfig, 'name' | 'networksAdvanced'>;

/**
 * The application as on ECS, on this computer's own Docker: the same image in the same roles, read-only and without rights, beside
 * memcached and a database. Nothing of it listens but the web container, on loopback.
 */
export class LaptopStack extends TerraformStack {
  readonly #config: LocalConfig;
  readonly #network: Network;

  /** @param folder that the image is built from, from where the program is started */
  constructor(scope: Construct, config: LocalConfig, folder: string) {
    super(scope, config.name);
    this.#config = config;
    const { project, port, database } = config;
    new DockerProvider(this, 'Docker');
    this.#network = new Network(this, 'Network', { name: `${project}-${LOCAL}` });

    const image = new Image(this, 'Image', {
      name: `${project}-${LOCAL}:latest`,
      buildAttribute: {
        // From where Terraform is run, so that the output is the same on every machine.
        context: relative(resolve(App.of(this).outdir, 'stacks', config.name), resolve(folder)),
        // The Dockerfile's mounts are BuildKit's.
        builder: 'default',
        buildArgs: { RELEASE: LOCAL },
      },
      triggers: { sources: fingerprintOf(folder) },
    });

    const sessions = this.#container('Sessions', 'memcached', {
      image: this.#pulled('MemcachedImage', MEMCACHED.image),
      command: ['memcached', '-m', '64'],
    });
    const data = this.#database(DATABASES[database]);
    const application = {
      image: image.imageId,
      init: true,
      readOnly: true,
      capabilities: { drop: ['ALL'] },
      securityOpts: ['no-new-privileges'],
      destroyGraceSeconds: 30,
      env: environment({
        APP_ENV: LOCAL,
        APP_DEBUG: 'true',
        APP_KEY: `base64:${createHash('sha256').update(project).digest('base64')}`,
        APP_URL: `http://localhost:${port}`,
        DB_CONNECTION: database,
        DB_HOST: 'database',
        DB_DATABASE: LOCAL,
        DB_USERNAME: LOCAL,
        DB_PASSWORD: LOCAL,
        SESSION_DRIVER: 'memcached',
        MEMCACHED_SERVERS: `memcached:${MEMCACHED.port}`,
      }),
    };

    const migrate = this.#container('Migrate', 'migrate', {
      ...application,
      command: ['migrate'],
      // Terraform waits for its end, and lets it be ended.
      attach: true,
      logs: true,
      mustRun: false,
      restart: 'no',
      // A container that ended badly is still one that was made.
      lifecycle: {
        postcondition: [
          {
            condition: '${self.exit_code == 0}',
            errorMessage: `The migration failed: docker logs ${project}-${LOCAL}-migrate says why. Mend it and deploy again, or destroy ${LOCAL} and begin anew.`,
          },
        ],
      },
      dependsOn: [sessions, data],
    });
    const roles = { ...application, restart: 'unless-stopped', dependsOn: [migrate] };
    this.#container('Web', 'web', {
      ...roles,
      command: ['web'],
      memory: 512,
      ports: [{ internal: 8080, external: port, ip: '127.0.0.1' }],
      wait: true,
    });
    this.#container('Worker', 'worker', { ...roles, command: ['worker'] });
    this.#container('Scheduler', 'scheduler', { ...roles, command: ['scheduler'] });

    new TerraformOutput(this, 'url', { value: `http://localhost:${port}`, staticId: true });
  }

  /** A database whose data outlives its container. */
  #database({ image, prefix, ping }: (typeof DATABASES)['mysql']): Container {
    const volume = new Volume(this, 'Data', { name: `${this.#config.project}-${LOCAL}-database` });
    return this.#container('Database', 'database', {
      image: this.#pulled('DatabaseImage', image),
      env: environment({
        [`${prefix}_DATABASE`]: LOCAL,
        [`${prefix}_USER`]: LOCAL,
        [`${prefix}_PASSWORD`]: LOCAL,
        [`${prefix}_RANDOM_ROOT_PASSWORD`]: 'yes',
      }),
      volumes: [{ volumeName: volume.name, containerPath: '/var/lib/mysql' }],
      healthcheck: {
        test: ['CMD', ping, 'ping', '--host=127.0.0.1', `--user=${LOCAL}`, `--password=${LOCAL}`],
        interval: '2s',
        retries: 60,
      },
      wait: true,
      waitTimeout: 120,
    });
  }

  /** An image of a registry. */
  #pulled(id: string, name: string): string {
    return new Image(this, id, { name, keepLocally: true }).imageId;
  }

  /** A container that the others know by its role. */
  #container(id: string, role: string, part: Part): Container {
    const { project } = this.#config;
    return new Container(this, id, {
      ...part,
      name: `${project}-${LOCAL}-${role}`,
      networksAdvanced: [{ name: this.#network.name, aliases: [role] }],
    });
  }
}

/** Environment variables as Docker wants them, by name. */
function environment(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}
