import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Browser, ask, upload } from './support/http';
import { describeOn, run, start } from './support/lane';
import { mariadb, memcached, type Service, type Web, web } from './support/services';
import { task } from './support/task';
import { until } from './support/running';

const MIB = 1024 * 1024;

/** The value that the welcome page shows. */
const shown = (id: string, body: string) => new RegExp(`id="${id}">\\s*([^<]*?)\\s*<`).exec(body)?.[1];

describeOn('laravel-12', 'The web container, with memcached and MariaDB beside it', (on) => {
  let sessions: Service;
  let database: Awaited<ReturnType<typeof mariadb>>;
  let settings: Record<string, string>;
  let one: Web;
  let two: Web;

  beforeAll(async () => {
    [sessions, database] = await Promise.all([memcached(), mariadb()]);
    settings = { ...task([sessions.port]), ...database.task, APACHE_TLS: 'on' };
    const migrated = await run(on, ['migrate'], settings);
    expect(migrated).toMatchObject({ code: 0 });
    [one, two] = await Promise.all([web(on, settings), web(on, settings)]);
  });

  test('says which environment and which release answered', async () => {
    const { status, body } = await ask(one.url);
    expect(status).toBe(200);
    expect(shown('environment', body)).toBe('staging');
    expect(shown('release', body)).toBe('abc1234');
  });

  test('shares its sessions with another one', async () => {
    const browser = new Browser();
    const visits = [];
    for (const { url } of [one, two, one, two]) {
      visits.push(shown('visits', (await browser.ask(url)).body));
    }
    expect(visits).toEqual(['1', '2', '3', '4']);
  });

  test('shares sessions of PHP itself as well', async () => {
    const browser = new Browser();
    const said = [];
    for (const { url } of [one, two]) {
      said.push((await browser.ask(`${url}/probe-session.php`)).body);
    }
    expect(said).toEqual(['executed, visit 1', 'executed, visit 2']);
  });

  test('hands every path that is no file to the application', async () => {
    const { body } = await ask(`${one.url}/probe/request`);
    expect(JSON.parse(body)).toMatchObject({ ip: '127.0.0.1', secure: false, token: null });
    expect((await ask(`${one.url}/not/there`)).status).toBe(404);
  });

  test('has the limits of the image', async () => {
    const { body } = await ask(`${one.url}/probe/request`);
    expect(JSON.parse(body)).toMatchObject({ limits: ['30', '60', '128M'] });
  });

  test('hands bearer tokens to the application', async () => {
    const { body } = await ask(`${one.url}/probe/request`, { headers: { authorization: 'Bearer a-token' } });
    expect(JSON.parse(body)).toMatchObject({ token: 'a-token' });
  });

  test('takes a slash off the end of a path, by the protocol that the client came by', async () => {
    const headers = { host: 'shop.example.com', 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
    const answer = await ask(`${one.url}/probe/request/`, { headers });
    expect(answer).toMatchObject({ status: 301, headers: { location: 'https://shop.example.com/probe/request' } });
  });

  test.each(['/build', '/build/', '/build/assets/'])('shows no index of %s', async (path) => {
    const { status, body } = await ask(`${one.url}${path}`);
    expect([301, 404]).toContain(status);
    expect(body).not.toMatch(/index of|app-\w+\.js/i);
  });

  test.each(['/.env', '/.gitignore', '/..%2fcomposer.json', '/%2e%2e/artisan', '/../.env.example'])(
    'serves nothing at %s',
    async (path) => {
      const { status, body } = await ask(one.url + path);
      expect([400, 403, 404]).toContain(status);
      expect(body).not.toMatch(/APP_|laravel\/framework/);
    },
  );

  test('never runs what users sent', async () => {
    const { status, body, headers } = await ask(`${one.url}/storage/upload.php`);
    expect(status).toBe(200);
    expect(body).toMatch(/^<\?php/);
    expect(headers['content-security-policy']).toContain('sandbox');
  });

  test.each(['/', '/up', '/robots.txt', '/build/', '/not/there', '/probe-session.php', '/%'])(
    'tells no version at %s, and browsers what they should do',
    async (path) => {
      const { headers } = await ask(one.url + path, { headers: { host: 'shop.example.com' } });
      expect(headers['server']).toBe('Apache');
      expect(JSON.stringify(headers)).not.toMatch(/php\/|powered|\d+\.\d+\.\d+|openssl|debian/i);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'SAMEORIGIN',
        'referrer-policy': 'strict-origin-when-cross-origin',
      });
    },
  );

  test('lets the application say otherwise', async () => {
    const { headers } = await ask(`${one.tlsUrl}/probe/headers`);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=60',
    });
  });

  test('answers TRACE with a refusal', async () => {
    expect((await ask(one.url, { method: 'TRACE' })).status).toBe(405);
  });

  test('lets browsers keep for ever what Vite named after its content, and nothing else', async () => {
    const manifest = readFileSync(join(on.app, 'public/build/manifest.json'), 'utf8');
    const { file } = (JSON.parse(manifest) as Record<string, { file: string }>)['resources/js/app.js'] ?? { file: '' };
    const asset = await ask(`${one.url}/build/${file}`);
    expect(asset).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=31536000, immutable' } });
    expect((await ask(`${one.url}/robots.txt`)).headers['cache-control']).toBeUndefined();
  });

  test('compresses pages', async () => {
    const { headers } = await ask(one.url, { headers: { 'accept-encoding': 'gzip' } });
    expect(headers['content-encoding']).toBe('gzip');
    expect(headers['vary']).toBe('Accept-Encoding');
  });

  test('takes a file of 20 MB', async () => {
    const { status, body } = await ask(`${one.url}/probe/upload`, upload(20 * MIB));
    expect(status).toBe(200);
    expect(JSON.parse(body)).toEqual({ size: 20 * MIB, valid: true });
  });

  test('answers 413 to a file of 21 MB, not a blank page', async () => {
    const { status, body } = await ask(`${one.url}/probe/upload`, upload(21 * MIB));
    expect(status).toBe(413);
    expect(body.length).toBeGreaterThan(20);
  });

  const forwarded = {
    'x-forwarded-for': '198.51.100.1, 203.0.113.9',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example.com',
    'x-forwarded-port': '444',
  };

  test('believes the load balancer who the client is, and that it came by HTTPS', async () => {
    const { body, headers } = await ask(`${one.url}/probe/request`, { headers: forwarded, from: '127.0.0.1' });
    // The last address is the load balancer's word; those before it are the client's.
    expect(JSON.parse(body)).toMatchObject({ ip: '203.0.113.9', secure: true, host: '127.0.0.1' });
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });

  test('believes nobody else', async () => {
    const { body, headers } = await ask(`${one.url}/probe/request`, { headers: forwarded, from: '127.0.0.2' });
    expect(JSON.parse(body)).toMatchObject({ ip: '127.0.0.2', secure: false, host: '127.0.0.1' });
    expect(headers['strict-transport-security']).toBeUndefined();
  });

  test('speaks TLS by a key that it made for itself and that nobody else may read', async () => {
    const { body, headers } = await ask(`${one.tlsUrl}/probe/request`);
    expect(JSON.parse(body)).toMatchObject({ secure: true });
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
    const key = statSync(join(one.runDirectory, 'tls.key'));
    expect(key.mode & 0o077).toBe(0);
  });

  test('logs each request as one line of JSON, without its query, and health checks only when they fail', async () => {
    const agent = 'an "agent" \\ of the tests';
    await ask(`${one.url}/probe/request?token=secret-of-a-mail`, {
      headers: { 'user-agent': agent, 'x-forwarded-for': '203.0.113.77', 'x-amzn-trace-id': 'Root=1-67' },
    });
    await ask(`${one.url}/up`);
    await ask(`${one.url}/%ff%22`);
    const lines = () => one.running.stdout.split('\n').filter((line) => line.startsWith('{"time"'));
    await until(() => lines().some((line) => line.includes('%ff%22')), 'the last request is logged');
    const logged = lines().map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(logged).toContainEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      client: '203.0.113.77',
      method: 'GET',
      path: '/probe/request',
      status: 200,
      bytes: expect.any(Number),
      microseconds: expect.any(Number),
      agent,
      trace: 'Root=1-67',
    });
    expect(one.running.stdout).not.toContain('secret-of-a-mail');
    expect(logged.filter(({ path, status }) => path === '/up' && status === 200)).toEqual([]);
  });

  test('logs fatal errors of PHP in the words that the alarms look for, and shows none of them', async () => {
    const { status, body } = await ask(`${one.url}/probe/fatal`);
    expect(status).toBe(500);
    expect(body).not.toMatch(/memory|\.php/i);
    await until(() => /PHP Fatal error|Allowed memory size of/.test(one.running.stdout), 'the error is logged');
  });

  test('keeps what it was told to itself', () => {
    expect(statSync(join(one.runDirectory, 'config.php')).mode & 0o077).toBe(0);
    const secrets = [settings['APP_KEY'], settings['DB_PASSWORD']];
    for (const secret of secrets) {
      expect(one.running.stdout + one.running.stderr).not.toContain(secret);
    }
  });

  test('speaks TLS with the database, and believes none whose certificate it does not know', async () => {
    const cipher = "echo DB::select('SHOW STATUS LIKE \\'Ssl_cipher\\'')[0]->Value;";
    const asked = (more: Record<string, string>) =>
      run(on, ['artisan', 'tinker', `--execute=${cipher}`], { ...settings, ...more });
    expect(await asked({})).toMatchObject({ code: 0, stdout: expect.stringMatching(/AES|CHACHA/) });
    const stranger = await asked({ MYSQL_ATTR_SSL_CA: '/etc/ssl/certs/ca-certificates.crt' });
    expect(stranger.stdout + stranger.stderr).toMatch(/certificate|SSL|TLS/i);
    expect(stranger.stdout).not.toMatch(/AES|CHACHA/);
  });

  test('hands jobs to a worker, whose trace every other one shows', async () => {
    const browser = new Browser();
    expect((await browser.submit(one.url, `${one.url}/jobs`)).status).toBe(302);
    const worker = start(on, ['worker'], settings);
    await worker.until(async () => / by /.test(shownJob((await browser.ask(two.url)).body)), 'the job is done');
    expect(await worker.stop()).toEqual({ code: 0, signal: null });
  });
  const shownJob = (body: string) => /id="job">([\s\S]*?)<\/dd>/.exec(body)?.[1] ?? '';
});

describeOn('laravel-12', 'The web container, while what is behind it is down', (on) => {
  let sessions: Service[];
  let container: Web;

  // Nothing listens at port 1.
  const database = {
    DB_CONNECTION: 'mysql',
    DB_HOST: '127.0.0.1',
    DB_PORT: '1',
    DB_DATABASE: 'app',
    DB_USERNAME: 'app',
    DB_PASSWORD: 'secret-of-the-database',
  };

  beforeAll(async () => {
    sessions = [await memcached(), await memcached()];
    container = await web(on, { ...task(sessions.map(({ port }) => port)), ...database });
  });

  test('shows pages that need no database, while it is dead', async () => {
    expect((await ask(container.url)).status).toBe(200);
  });

  test('answers with a page that says nothing of the database, where one is needed', async () => {
    const answer = await new Browser().submit(container.url, `${container.url}/jobs`);
    expect(answer.status).toBe(500);
    expect(answer.body).toMatch(/server error/i);
    expect(answer.body).not.toMatch(/sqlstate|127\.0\.0\.1|secret/i);
    await until(() => container.running.stdout.includes('SQLSTATE'), 'the log says why');
    expect(container.running.stdout).not.toContain('secret-of-the-database');
  });

  test('goes on when a node of the sessions dies: who had theirs there begin anew, nobody sees an error', async () => {
    const browsers = Array.from({ length: 12 }, () => new Browser());
    const visit = () => Promise.all(browsers.map(async (each) => await each.ask(container.url)));
    await visit();
    expect((await visit()).map(({ body }) => shown('visits', body))).toEqual(browsers.map(() => '2'));

    await sessions[0]?.running.stop();
    const after = await visit();
    expect(after.map(({ status }) => status)).toEqual(browsers.map(() => 200));
    const visits = after.map(({ body }) => shown('visits', body));
    expect(visits).toContain('3');
    expect(visits).toContain('1');
  });

  test('is healthy without sessions and database', async () => {
    await sessions[1]?.running.stop();
    expect((await ask(`${container.url}/up`)).status).toBe(200);
    expect((await ask(container.url)).status).toBe(200);
    // A form is from a session that nobody kept.
    expect((await new Browser().submit(container.url, `${container.url}/jobs`)).status).toBe(419);
  });
});
