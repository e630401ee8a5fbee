const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Gives a test run a folder of its own for temporary files, since CDKTF leaves one behind for every synthesis. */
module.exports = () => {
  process.env.TMPDIR = mkdtempSync(join(tmpdir(), 'laravel-ecs-test-'));
};
