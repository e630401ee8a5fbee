import { describeOn, run } from './support/lane';
import { mariadb } from './support/services';

/** What RDS gives to the first user of a server of MySQL or MariaDB. */
const OF_RDS =
  'SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, REFERENCES, INDEX, ALTER, SHOW DATABASES, CREATE TEMPORARY TABLES, ' +
  'LOCK TABLES, EXECUTE, CREATE VIEW, SHOW VIEW, CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER';

describeOn('laravel-12', 'A database on a server that many share', (on) => {
  let server: Awaited<ReturnType<typeof mariadb>>;

  beforeAll(async () => {
    server = await mariadb();
    server.sql(`CREATE USER master@'%' IDENTIFIED BY 'of the server'; GRANT ${OF_RDS} ON *.* TO master@'%' WITH GRANT OPTION;
      CREATE TABLE app.customers (name TEXT); INSERT INTO app.customers VALUES ('Ada');`);
  });

  const task = (changes: Readonly<Record<string, string>> = {}) => ({
    ...server.task,
    DB_ADMIN_USERNAME: 'master',
    DB_ADMIN_PASSWORD: 'of the server',
    DB_DATABASE: 'pr_fix',
    DB_USERNAME: 'pr_fix',
    DB_PASSWORD: `of the preview: " ' \\ ; --`,
    ...changes,
  });
  const database = (what: string, changes?: Readonly<Record<string, string>>) =>
    run(on, ['database', what], task(changes));

  /** What its user says to a database by TLS, in PHP. */
  const asUser = async (sql: string, changes: Readonly<Record<string, string>> = {}) => {
    const script = `echo json_encode(DB::select(${JSON.stringify(sql)}));`;
    const { stdout, stderr } = await run(on, ['artisan', 'tinker', `--execute=${script}`], task(changes));
    return stdout + stderr;
  };
  const databases = () => server.sql('SHOW DATABASES').trim().split('\n').sort();

  test('is made with a user of its own, and again without harm', async () => {
    for (let times = 0; times < 2; times += 1) {
      expect(await database('create')).toEqual({
        code: 0,
        stdout: 'The database pr_fix is there, for its user alone.\n',
        stderr: '',
      });
    }
    expect(await asUser('SELECT DATABASE() AS name')).toContain('"name":"pr_fix"');
  });

  test('can be migrated by its user', async () => {
    const migrated = await run(on, ['artisan', 'migrate', '--force'], task());
    expect(migrated).toMatchObject({ code: 0 });
    expect(server.sql('SHOW TABLES FROM pr_fix')).toContain('sessions');
  });

  test('shows its user no other, not even one whose name differs in what a grant takes for any character', async () => {
    server.sql('CREATE DATABASE prxfix');
    expect(await asUser('SHOW DATABASES')).not.toMatch(/"(app|prxfix|mysql)"/);
    expect(await asUser('SELECT * FROM app.customers')).toContain('denied');
  });

  test('lets its user in by TLS alone', () => {
    expect(server.sql("SELECT ssl_type FROM mysql.user WHERE user = 'pr_fix'").trim()).toBe('ANY');
  });

  test('takes another password', async () => {
    await database('create', { DB_PASSWORD: 'another' });
    expect(await asUser('SELECT 1 AS one', { DB_PASSWORD: 'another' })).toContain('"one":1');
  });

  test('is dropped with its user, and again without harm', async () => {
    for (let times = 0; times < 2; times += 1) {
      expect(await database('drop')).toEqual({
        code: 0,
        stdout: 'The database pr_fix and its user are gone.\n',
        stderr: '',
      });
    }
    expect(databases()).not.toContain('pr_fix');
    expect(server.sql("SELECT COUNT(*) FROM mysql.user WHERE user = 'pr_fix'").trim()).toBe('0');
  });

  test.each([
    ['a name that would have to be quoted', { DB_DATABASE: 'a`; DROP DATABASE app', DB_USERNAME: 'a' }],
    ['a name that is too long for a user', { DB_DATABASE: 'a'.repeat(33), DB_USERNAME: 'a'.repeat(33) }],
    ['a database that is called otherwise than its user', { DB_DATABASE: 'app', DB_USERNAME: 'pr_fix' }],
    ['what belongs to the server’s own user', { DB_DATABASE: 'app', DB_USERNAME: 'app', DB_ADMIN_USERNAME: 'app' }],
  ])('is not dropped by %s', async (_, changes) => {
    expect(await database('drop', changes)).toMatchObject({ code: 78, stdout: '' });
    expect(server.sql('SELECT name FROM app.customers').trim()).toBe('Ada');
  });

  test('says that the server lets nobody in, and no password', async () => {
    const { code, stderr } = await database('create', { DB_ADMIN_PASSWORD: 'wrong one' });
    expect(code).toBe(69);
    expect(stderr).toContain('Access denied');
    expect(stderr).not.toContain('wrong one');
  });
});
