import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageEnvironment } from './support/dockerfile';
import { describeOn, environmentOn } from './support/lane';
import { APP, DOCKER } from './support/places';

/** What PHP puts aside on the command line. The web container's tests look at these. */
const NOT_ON_THE_COMMAND_LINE = /^(max_execution_time|max_input_time) /;

/** What the files of the image set, in PHP's own notation. */
function directivesOf(file: string): [name: string, value: string][] {
  const environment = imageEnvironment();
  return readFileSync(join(DOCKER, file), 'utf8')
    .split('\n')
    .filter((line) => /^[a-z]/.test(line) && !NOT_ON_THE_COMMAND_LINE.test(line))
    .map((line) => {
      const [name = '', value = ''] = line.split(/\s*=\s*/);
      return [
        name,
        value.replace(/\$\{(\w+)\}/g, (_, variable: string) => environment[variable] ?? 'unset').replace(/"/g, ''),
      ];
    });
}

const FLAGS: Readonly<Record<string, string>> = { On: '1', Off: '0' };

/** Prints what is in force. */
const SAYS_ALL = `echo json_encode([
  'error_reporting' => error_reporting() === E_ALL ? 'E_ALL' : error_reporting(),
] + ini_get_all(null, false));`;

/** A value as `ini_get` has it, of which flags may be '' and '0'. */
const plain = (value: string) => FLAGS[value] ?? (value === '' ? '0' : value);

const everyDirective = (file: string) =>
  describe(`Every directive of ${file}`, () => {
    test.each(directivesOf(file))('%s is %s', (name, value) => {
      expect(plain(read[name] ?? 'unknown')).toBe(plain(value));
    });
  });
let read: Record<string, string> = {};

describe.each([['laravel-12'], ['laravel-13']] as const)('PHP, as the image sets it', (name) => {
  describeOn(name, 'PHP', (on) => {
    beforeAll(() => {
      // Where the paths differ on this computer, the image's value is tested.
      const env = {
        ...environmentOn(on, {}),
        PHP_SESSION_SAVE_PATH: imageEnvironment()['PHP_SESSION_SAVE_PATH'] ?? '',
      };
      const words = ['-d', 'opcache.enable_cli=1', '-r', SAYS_ALL];
      const said = execFileSync(join(on.host['PATH']?.split(':')[0] ?? '', 'php'), words, { env, encoding: 'utf8' });
      read = JSON.parse(said) as Record<string, string>;
    });

    everyDirective('00_php.ini');
    if (name === 'laravel-13') {
      everyDirective('01_php85.ini');
    }
  });
});

describe('The settings of the image', () => {
  const files = (directory: string): string[] =>
    readdirSync(directory, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? files(join(directory, entry.name)) : [join(directory, entry.name)],
    );
  const configuration = [
    ...files(join(DOCKER, 'entrypoint')),
    ...['00_php.ini', '01_php85.ini', 'apache.conf'].map((file) => join(DOCKER, file)),
  ]
    .map((file) => readFileSync(file, 'utf8').replace(/^\s*[#;].*$/gm, ''))
    .join('\n');
  const environment = imageEnvironment();

  test('have a default each, or are worked out by the entrypoint', () => {
    const used = [...configuration.matchAll(/\$\{?([A-Z][A-Z0-9_]+)\b/g)].map(([, name]) => name ?? '');
    // The task says these, or nobody does; EX_… are codes of the entrypoint.
    const given = /^(EX_\w+|APP_KEY|DB_\w+|SESSION_DRIVER|CACHE_STORE|MEMCACHED_\w+|REDIS_\w+|TASK_MEMORY|TMPDIR)$/;
    const workedOut = [...configuration.matchAll(/^\s*(?:export )?([A-Z_]+)=/gm)].map(([, name]) => name);
    const without = used.filter(
      (name) => environment[name] === undefined && !given.test(name) && !workedOut.includes(name),
    );
    expect([...new Set(without)]).toEqual([]);
  });

  test('are all used, and all in the README', () => {
    const framework = ['APP_ENV', 'HOME', 'LOG_CHANNEL', 'LOG_STDERR_FORMATTER', 'RELEASE'];
    const unused = Object.keys(environment).filter(
      (name) => !framework.includes(name) && !configuration.includes(name),
    );
    expect(unused).toEqual([]);
    const readme = readFileSync(join(APP, 'README.md'), 'utf8');
    expect(Object.keys(environment).filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  test('bring the certificates of RDS in every region', () => {
    const said = execFileSync('node', [join(DOCKER, 'rds-certificates.mjs')], { encoding: 'utf8' });
    expect(said.match(/-----BEGIN CERTIFICATE-----/g)?.length).toBeGreaterThan(60);
    const subject = execFileSync('openssl', ['x509', '-noout', '-subject'], { input: said, encoding: 'utf8' });
    expect(subject).toContain('Amazon RDS');
  });

  test('leave out of the image what is no part of it', () => {
    const ignored = readFileSync(join(APP, '.dockerignore'), 'utf8').split('\n');
    const taken = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(ignored.find((line) => !line.startsWith('#'))).toBe('*');
    expect(taken.filter((path) => path !== 'composer.lock' && !existsSync(join(APP, path)))).toEqual([]);
    expect(taken).toEqual(expect.not.arrayContaining(['.env', 'vendor', 'node_modules', 'tests']));
  });
});
