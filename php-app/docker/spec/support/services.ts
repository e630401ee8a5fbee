import { execFileSync } from 'node:child_process';
import { connect, createServer, type Server } from 'node:net';
import { ask } from './http';
import { type Lane, start } from './lane';
import { freePort, ownDirectory, Running, until, USER } from './running';

const env = { PATH: process.env['PATH'] ?? '' };

/** A server that was started on a free port of loopback. */
export interface Service {
  readonly port: number;
  readonly running: Running;
}

async function listening(port: number, running: Running, what: string): Promise<Service> {
  await running.until(() => accepts(port), `${what} listens`);
  return { port, running };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => socket.destroy() && resolve(true));
    socket.once('error', () => resolve(false));
  });
}

/** Starts memcached. */
export async function memcached(): Promise<Service> {
  const port = await freePort();
  return listening(
    port,
    new Running(['memcached', '-l', '127.0.0.1', '-p', `${port}`, '-U', '0'], { env }),
    'memcached',
  );
}

/**
 * Starts MariaDB with an empty database for the application, which takes connections by TLS alone, as RDS does. Its authority is
 * its own: the task is told where its certificate is. `sql` is said to it by its first user.
 */
export async function mariadb(): Promise<
  Service & { readonly task: Record<string, string>; readonly sql: (text: string) => string }
> {
  const port = await freePort();
  const directory = ownDirectory();
  const openssl = (...words: string[]) => execFileSync('openssl', words, { ...USER, cwd: directory, stdio: 'pipe' });
  const request = ['req', '-newkey', 'rsa:2048', '-nodes'];
  openssl(...request, '-x509', '-subj', '/CN=Authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  openssl(
    ...request,
    '-subj',
    '/CN=127.0.0.1',
    '-addext',
    'subjectAltName=IP:127.0.0.1',
    '-keyout',
    'key.pem',
    '-out',
    'csr',
  );
  const sign = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy'];
  openssl('x509', '-req', '-in', 'csr', ...sign, '-out', 'cert.pem');
  const words = ['--no-defaults', `--datadir=${directory}/data`];
  execFileSync('mariadb-install-db', [...words, '--auth-root-authentication-method=normal', '--skip-test-db'], {
    ...USER,
    stdio: 'pipe',
  });
  const running = new Running(
    [
      'mariadbd',
      ...words,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${directory}/sock`,
      `--pid-file=${directory}/pid`,
      `--ssl-ca=${directory}/ca.pem`,
      `--ssl-cert=${directory}/cert.pem`,
      `--ssl-key=${directory}/key.pem`,
      '--require-secure-transport=ON',
      '--skip-log-bin',
      '--innodb-flush-log-at-trx-commit=0',
    ],
    { env },
  );
  await listening(port, running, 'MariaDB');
  const password = 'of the tests: " \' $';
  const sql = (text: string) =>
    execFileSync('mariadb', ['--no-defaults', `--socket=${directory}/sock`, '-uroot', '-N'], {
      input: text,
      encoding: 'utf8',
    });
  sql(`CREATE DATABASE app; CREATE USER app@'127.0.0.1' IDENTIFIED BY '${password.replaceAll("'", "''")}';
    GRANT ALL ON app.* TO app@'127.0.0.1';`);
  const task = {
    DB_CONNECTION: 'mysql',
    DB_HOST: '127.0.0.1',
    DB_PORT: `${port}`,
    DB_DATABASE: 'app',
    DB_USERNAME: 'app',
    DB_PASSWORD: password,
    MYSQL_ATTR_SSL_CA: `${directory}/ca.pem`,
  };
  return { port, running, task, sql };
}

/** A web container: Apache, started by the image's entrypoint. */
export interface Web extends Service {
  readonly url: string;
  readonly tlsUrl: string;
  readonly runDirectory: string;
}

/** Starts the web role and waits until it serves. */
export async function web(on: Lane, task: Readonly<Record<string, string>>): Promise<Web> {
  const [port, tlsPort] = [await freePort(), await freePort()];
  const runDirectory = ownDirectory();
  const running = start(on, ['web'], {
    ...task,
    HTTP_PORT: `${port}`,
    HTTPS_PORT: `${tlsPort}`,
    APACHE_RUN_DIR: runDirectory,
    APP_CONFIG_CACHE: `${runDirectory}/config.php`,
  });
  const url = `http://127.0.0.1:${port}`;
  await running.until(async () => (await ask(`${url}/up`).catch(() => undefined))?.status === 200, '/up answers 200');
  return { port, running, url, tlsUrl: `https://127.0.0.1:${tlsPort}`, runDirectory };
}

/** A configuration endpoint of ElastiCache, as far as a client asks it. Debian's memcached knows no `config`. */
export async function configurationEndpoint(
  answer: string,
): Promise<{ readonly port: number; readonly server: Server }> {
  const server = createServer((socket) => socket.once('data', () => socket.end(answer)));
  const port = await freePort();
  server.listen(port, '127.0.0.1');
  await until(() => accepts(port), 'the endpoint listens');
  return { port, server };
}
