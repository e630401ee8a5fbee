import { docker } from '../support/docker-cli';
import { describeOnDocker } from '../support/docker-lane';

const VOLUMES = ['/app/storage', '/app/bootstrap/cache', '/run', '/tmp'];

/** Paths that are not the image's own, which find skips. */
const elsewhere = (paths: readonly string[]): string =>
  `\\( ${['/proc', '/sys', '/dev', ...paths].map((path) => `-path ${path}`).join(' -o ')} \\) -prune`;

describeOnDocker('The image', (images) => {
  /** Runs a command in the image, with a root file system that can be written, and returns the lines that it prints. */
  const lines = async (command: string, user = '0'): Promise<string[]> => {
    const words = ['run', '--rm', '--network=none', `--user=${user}`, '--entrypoint=sh', images.image, '-c', command];
    return (await docker(words)).split('\n').filter(Boolean);
  };

  test('has no file that gives other rights than those of who runs it', async () => {
    expect(await lines(`find / ${elsewhere([])} -o -type f -perm /6000 -print`)).toEqual([]);
  });

  test('has no .env file', async () => {
    expect(await lines(`find / ${elsewhere([])} -o -name '.env*' -print`)).toEqual([]);
  });

  test('has no test of the application, and no development package', async () => {
    expect(await lines('ls -A /app')).toEqual([
      'app',
      'artisan',
      'bootstrap',
      'composer.json',
      'config',
      'database',
      'public',
      'resources',
      'routes',
      'storage',
      'vendor',
    ]);
    const names = ['*.spec.ts', '*.bats', '*Test.php', 'phpunit*'].map((name) => `-name '${name}'`).join(' -o ');
    expect(await lines(`find / ${elsewhere(['/app/vendor'])} -o \\( ${names} \\) -print`)).toEqual([]);
    expect(await lines('ls -d /app/vendor/phpunit /app/vendor/mockery /app/vendor/fakerphp 2>/dev/null || :')).toEqual(
      [],
    );
  });

  test.each(['composer', 'node', 'npm', 'npx', 'gcc', 'make', 'git'])('has no %s', async (program) => {
    const command = `find / ${elsewhere([])} -o \\( -type f -o -type l \\) \\( -name ${program} -o -name ${program}.phar \\) -perm /111 -print`;
    expect(await lines(command)).toEqual([]);
  });

  test('can be written by its user in the four volumes only', async () => {
    const [user, volumes] = await Promise.all([
      docker(['image', 'inspect', '--format', '{{.Config.User}}', images.image]),
      docker(['image', 'inspect', '--format', '{{json .Config.Volumes}}', images.image]),
    ]);
    expect(user).toBe('10001:0');
    expect(Object.keys(JSON.parse(volumes) as object).sort()).toEqual([...VOLUMES].sort());
    const find = `find / ${elsewhere(VOLUMES)} -o ! -type l -writable -print 2>/dev/null || :`;
    expect(await lines(find, user)).toEqual([]);
    expect(await lines(`for path in ${VOLUMES.join(' ')}; do [ -w "$path" ] && echo "$path"; done`, user)).toEqual(
      VOLUMES,
    );
  });

  test('has the code of root, which its user can read', async () => {
    expect(await lines(`find /app ${elsewhere(VOLUMES)} -o ! -user 0 -print`)).toEqual([]);
    expect(await lines(`find /app ${elsewhere(VOLUMES)} -o -type f ! -readable -print`, '10001:0')).toEqual([]);
  });

  test('has the certificates of RDS', async () => {
    expect(await lines('grep -c BEGIN /etc/ssl/certs/rds-global-bundle.pem')).toEqual([
      expect.stringMatching(/^[1-9]\d+$/),
    ]);
  });
});
