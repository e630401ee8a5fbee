const { mkdirSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');

const DIRECTORY = resolve(__dirname, '../../test-results');

/**
 * Jest reporter: leaves a project's counts behind as `test-results/PROJECT.json`, which Nx caches with the result, so that
 * the counts of what was not run again are there as well.
 */
module.exports = class {
  onRunComplete(testContexts, results) {
    const [{ config }] = testContexts;
    const counts = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests + results.numTodoTests,
    };
    mkdirSync(DIRECTORY, { recursive: true });
    writeFileSync(join(DIRECTORY, `${config.displayName.name}.json`), `${JSON.stringify(counts)}\n`);
  }
};
