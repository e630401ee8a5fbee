const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
const { join, relative, resolve } = require('node:path');

const ROOT = resolve(__dirname, '../..');
const DIRECTORY = join(ROOT, 'test-results');

/**
 * Jest reporter that writes a project's counts and the duration of each spec to `test-results/PROJECT.json`. Nx caches that
 * file with the result, so the counts of a cached run are there as well.
 *
 * It appends a line to the file in `TEST_PROGRESS`, if that is set, for each spec that ends.
 */
module.exports = class {
  #specs = [];

  onTestResult({ context }, result, { numTotalTestSuites: of }) {
    const { numPassingTests: passed, numFailingTests: failed, numPendingTests: pending, numTodoTests: todo } = result;
    const { start, end } = result.perfStats;
    this.#specs.push({
      file: relative(ROOT, result.testFilePath),
      seconds: Math.round((end - start) / 100) / 10,
      passed,
      failed: failed + (result.testExecError ? 1 : 0),
      skipped: pending + todo,
    });
    if (process.env.TEST_PROGRESS) {
      const project = context.config.displayName.name;
      const tests = this.#specs.reduce((sum, spec) => sum + spec.passed + spec.failed, 0);
      const failures = this.#specs.reduce((sum, spec) => sum + spec.failed, 0);
      const progress = { project, specs: this.#specs.length, of, tests, failures };
      appendFileSync(process.env.TEST_PROGRESS, `${JSON.stringify(progress)}\n`);
    }
  }

  onRunComplete(testContexts) {
    const [{ config }] = testContexts;
    mkdirSync(DIRECTORY, { recursive: true });
    writeFileSync(join(DIRECTORY, `${config.displayName.name}.json`), `${JSON.stringify(this.#specs)}\n`);
  }
};
