/**
 * Writes the lock files without the hosts that npm puts into them: whom to fund is of no use to an installation, and an address that
 * nobody wrote on purpose can be that of a registry. `npm run lock` runs it after a dependency has changed.
 */
const { execFileSync } = require('node:child_process');
const { readFileSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const ROOT = resolve(__dirname, '../..');
const files = execFileSync('git', ['ls-files', '*package-lock.json'], { cwd: ROOT, encoding: 'utf8' });

for (const file of files.split('\n').filter(Boolean)) {
  const lock = JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
  Object.values(lock.packages).forEach((entry) => delete entry.funding);
  writeFileSync(join(ROOT, file), `${JSON.stringify(lock, undefined, 2)}\n`);
}
