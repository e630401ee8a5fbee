import { type Container, Containers, MEMORY_MIB, STOP_TIMEOUT, VOLUMES } from '../support/containers';
import { describeOnDocker } from '../support/docker-lane';
import { ask, Browser } from '../support/http';
import { task } from '../support/task';

/** A value of the welcome page. */
const shown = (id: string, body: string) =>
  new RegExp(`id="${id}">([\\s\\S]*?)</dd>`).exec(body)?.[1]?.replace(/\s+/g, ' ').trim();

/** Host name of a container, by which the welcome page names the task. */
const taskOf = (container: Container) => container.id.slice(0, 12);

describeOnDocker('The roles, started as ECS starts them', (images) => {
  let containers: Containers;
  let database: Record<string, string>;
  let memcached: Record<string, string>;
  let valkey: Record<string, string>;
  let scheduler: Container;
  const settings = task();

  beforeAll(async () => {
    containers = await Containers.create(images);
    [database, memcached, valkey] = await Promise.all([
      containers.database(),
      containers.memcached(),
      containers.valkey(),
    ]);
    // Its minute comes while the other tests run.
    scheduler = await start(['scheduler']);
  });
  afterAll(() => containers.remove());

  const start = (words: readonly string[], more: Record<string, string> = {}) =>
    containers.role(words, { environment: { ...settings, ...database, ...memcached, ...more } });

  /** Checks that a container has no more rights than ECS gives it. */
  const expectRightsOfTask = async (container: Container) => {
    expect(await container.inspect('.HostConfig')).toMatchObject({
      ReadonlyRootfs: true,
      Init: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      Memory: MEMORY_MIB * 1024 * 1024,
    });
    expect(await container.inspect('.Config')).toMatchObject({ User: '10001:0', StopTimeout: STOP_TIMEOUT });
    const mounts = await container.inspect<{ Type: string; Destination: string }[]>('.Mounts');
    expect(mounts.map(({ Type, Destination }) => `${Type} ${Destination}`).sort()).toEqual(
      VOLUMES.map((path) => `volume ${path}`).sort(),
    );
  };

  /** Checks the same from the inside, where the kernel enforces it. */
  const expectRightsOfProcess = async (container: Container) => {
    expect(await container.exec('id', '-u')).toBe('10001');
    expect(await container.exec('id', '-g')).toBe('0');
    const status = await container.exec('cat', '/proc/1/status');
    expect(status).toMatch(/^CapEff:\s+0{16}$/m);
    expect(status).toMatch(/^CapBnd:\s+0{16}$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(await container.exec('sh', '-c', 'ulimit -n')).toBe(`${images.openFiles}`);
    expect(await container.exec('cat', '/proc/1/comm')).not.toMatch(/^(sh|httpd|apache2|php)/);
    expect(await container.exec('cat', '/proc/mounts')).toMatch(/^\S+ \/ \S+ ro,/m);
    await expect(container.exec('touch', '/app/artisan')).rejects.toThrow(/touch/);
  };

  test('migrate sets up the database and ends with 0', async () => {
    const migrate = await start(['migrate']);
    expect(await migrate.ended()).toBe(0);
    expect(await migrate.log()).toContain('create_jobs_table');
    await expectRightsOfTask(migrate);
  });

  test('migrate ends with 75 while another one migrates, which ends with 0', async () => {
    const undo = await start(['artisan', 'migrate:rollback', '--force', '--step=1']);
    expect(await undo.ended()).toBe(0);
    const first = await start(['migrate'], { PROBE_WAIT: 'yes' });
    await first.logs('the migration waits');
    const second = await start(['migrate']);
    expect(await second.ended()).toBe(75);
    const release = await start(['artisan', 'tinker', "--execute=Cache::put('probe-release', 1);"]);
    expect(await release.ended()).toBe(0);
    expect(await first.ended()).toBe(0);
  });

  test('artisan runs one command, and ends with its code', async () => {
    const [works, fails] = await Promise.all([
      start(['artisan', 'tinker', '--execute=echo posix_getuid();']),
      start(['artisan', 'no-such-command']),
    ]);
    expect({ code: await works.ended(), log: await works.log() }).toEqual({ code: 0, log: '10001\n' });
    await expectRightsOfTask(works);
    expect(await fails.ended()).toBe(1);
  });

  test('a role ends with 78 and names all missing settings when it has none', async () => {
    const web = await containers.role(['web']);
    expect(await web.ended()).toBe(78);
    expect(await web.log()).toMatch(/APP_KEY is not set.*DB_CONNECTION is not set/);
  });

  test('a role ends with 73 when a volume is missing', async () => {
    const web = await containers.run(images.image, ['web'], {
      options: ['--read-only', '--user=10001:0', '--tmpfs=/run:ro'],
      environment: { ...settings, DB_CONNECTION: 'sqlite' },
    });
    expect(await web.ended()).toBe(73);
    expect(await web.log()).toContain("can't write to /run");
  });

  describe.each([
    ['memcached', () => memcached],
    ['Valkey, with TLS', () => valkey],
  ] as const)('with sessions in %s', (_, sessions) => {
    let one: Container;
    let two: Container;

    beforeAll(async () => {
      const environment = { ...settings, ...database, ...sessions() };
      [one, two] = await Promise.all([containers.web({ environment }), containers.web({ environment })]);
    });

    test('web shares a session with another one', async () => {
      const browser = new Browser();
      const urls = await Promise.all([one.url(), two.url()]);
      const visits = [];
      const tasks = [];
      for (const url of [...urls, ...urls]) {
        const { body } = await browser.ask(url);
        visits.push(shown('visits', body));
        tasks.push(shown('task', body));
      }
      expect(visits).toEqual(['1', '2', '3', '4']);
      expect(tasks).toEqual([taskOf(one), taskOf(two), taskOf(one), taskOf(two)]);
    });

    test('web has the rights of a task, and as many processes as fit in its memory', async () => {
      await expectRightsOfTask(one);
      await expectRightsOfProcess(one);
      const apache = await one.exec('cat', '/run/httpd.pid');
      const environment = (await one.exec('cat', `/proc/${apache}/environ`)).split('\0');
      expect(environment).toContain(`APACHE_MAX_REQUEST_WORKERS=${Math.floor((MEMORY_MIB - 128) / 40)}`);
    });

    test('a worker does a queued job, and every web container shows it', async () => {
      const worker = await start(['worker'], sessions());
      const browser = new Browser();
      const url = await one.url();
      expect((await browser.submit(url, `${url}/jobs`)).status).toBe(302);
      const other = await two.url();
      await worker.until(
        async () => shown('job', (await ask(other)).body)?.includes(taskOf(worker)) ?? false,
        'its job is shown',
      );
      await expectRightsOfTask(worker);
      await expectRightsOfProcess(worker);
      await worker.stop();
      expect(await worker.inspect<number>('.State.ExitCode')).toBe(0);
    });
  });

  test('web believes no Valkey whose certificate it does not know', async () => {
    const environment = { ...settings, ...database, ...valkey, SSL_CERT_FILE: '/etc/ssl/certs/rds-global-bundle.pem' };
    const web = await containers.web({ environment });
    expect((await ask(await web.url())).status).toBe(500);
    await web.logs('certificate verify failed');
  });

  test('the scheduler runs a command when its minute comes', async () => {
    await expectRightsOfTask(scheduler);
    await expectRightsOfProcess(scheduler);
    const web = await containers.web({ environment: { ...settings, ...database, ...memcached } });
    const url = await web.url();
    const isShown = async () => shown('schedule', (await ask(url)).body)?.includes(taskOf(scheduler)) ?? false;
    // The next minute begins within 60 seconds, and the command takes a few more.
    await scheduler
      .until(isShown, 'its command is shown')
      .catch(() => scheduler.until(isShown, 'its command is shown'));
    await scheduler.stop();
    expect(await scheduler.inspect<number>('.State.ExitCode')).toBe(0);
  }, 180_000);
});
