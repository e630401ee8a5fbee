/**
 * Adds up what the projects' test runs left in `test-results`, and ends with the one line `N passed, N failed`.
 * A skipped test counts as failed: whatever is here can be run where this runs. So does a project that left nothing behind:
 * its tests could not begin.
 */
const { execFileSync } = require('node:child_process');
const { existsSync, readFileSync } = require('node:fs');
const { basename, dirname, join, resolve } = require('node:path');

const ROOT = resolve(__dirname, '../..');
const CANNOT_BEGIN = { passed: 0, failed: 1, skipped: 0 };

const projects = execFileSync('git', ['ls-files', '*/jest.config.js'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean)
  .map((config) => basename(dirname(config)))
  .map((project) => {
    const report = join(ROOT, 'test-results', `${project}.json`);
    return { project, ...(existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : CANNOT_BEGIN) };
  });
console.table(Object.fromEntries(projects.map(({ project, ...counts }) => [project, counts])));

const sum = (count) => projects.reduce((total, project) => total + project[count], 0);
const failed = sum('failed') + sum('skipped');
console.log(`${sum('passed')} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
