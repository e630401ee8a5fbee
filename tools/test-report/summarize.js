/**
 * Adds up what the projects' test runs left in `test-results`, and ends with the one line `N passed, N failed`.
 * A skipped test counts as failed: whatever is here can be run where this runs.
 */
const { readdirSync, readFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const directory = resolve(__dirname, '../../test-results');
const projects = readdirSync(directory).map((file) => ({
  project: file.replace(/\.json$/, ''),
  ...JSON.parse(readFileSync(join(directory, file), 'utf8')),
}));
console.table(Object.fromEntries(projects.map(({ project, ...counts }) => [project, counts])));

const sum = (count) => projects.reduce((total, project) => total + project[count], 0);
const failed = sum('failed') + sum('skipped');
console.log(`${sum('passed')} passed, ${failed} failed`);
process.exitCode = failed > 0 || sum('passed') === 0 ? 1 : 0;
