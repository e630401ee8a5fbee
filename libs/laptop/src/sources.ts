import { createHash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What is made on this computer, and is no source of the image. */
const MADE_HERE = new Set([
  'node_modules',
  'vendor',
  'storage',
  'cache',
  'build',
  'tests',
  'spec',
  '.env',
  'database.sqlite',
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
    .filter(({ name }) => !MADE_HERE.has(name))
    .sort(byName)
    .flatMap((entry) => (entry.isDirectory() ? filesOf(directory, join(path, entry.name)) : join(path, entry.name)));
}
