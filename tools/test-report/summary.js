const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Number of specs in the list of the slowest. */
const SLOWEST = 10;

/**
 * Reads the reports that a test run left in a directory.
 *
 * @param directory contains `PROJECT.json` for each project whose tests ran or came from the cache
 * @param expected names of the projects that must have left one. A missing report counts as a failed test: the tests of that
 *   project did not start.
 */
function summarize(directory, expected) {
  const reports = new Map(
    readdirSync(directory)
      .filter((file) => file.endsWith('.json'))
      .map((file) => [file.slice(0, -'.json'.length), JSON.parse(readFileSync(join(directory, file), 'utf8'))]),
  );
  const projects = expected.map((project) => {
    const specs = reports.get(project) ?? [];
    const sum = (count) => specs.reduce((total, spec) => total + spec[count], 0);
    const seconds = Math.round(sum('seconds'));
    return reports.has(project)
      ? { project, passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), seconds }
      : { project, passed: 0, failed: 1, skipped: 0, seconds };
  });
  const total = (count) => projects.reduce((sum, project) => sum + project[count], 0);
  const slowest = expected
    .flatMap((project) => reports.get(project) ?? [])
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, SLOWEST);
  return { projects, slowest, passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}

module.exports = { summarize };
