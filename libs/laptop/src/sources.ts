import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is made on this computer, or tests it, and is no source of the image: by its path, since a name may stand elsewhere too. */
const NO_SOURCES = new Set([
  '.env',
  'bootstrap/cache',
  'database/database.sqlite',
  'docker/bench',
  'docker/spec',
  'node_modules',
  'public/build',
  'public/hot',
  'public/storage',
  'storage',
  'tests',
  'vendor',
]);

/** A fingerprint of what an image is built from: the same as long as no file changes. */
export function fingerprintOf(directory: string): string {
  const hash = createHash('sha256');
  for (const file of filesOf(directory, '')) {
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(join(directory, file)))
      .update('\0');
  }
  return hash.digest('hex');
}

function filesOf(directory: string, path: string): string[] {
  const byName = (one: Dirent, other: Dirent) => (one.name < other.name ? -1 : 1);
  return readdirSync(join(directory, path), { withFileTypes: true })
    .filter(({ name }) => !NO_SOURCES.has(join(path, name)))
    .sort(byName)
    .flatMap((entry) => (entry.isDirectory() ? filesOf(directory, join(path, entry.name)) : join(path, entry.name)));
}
