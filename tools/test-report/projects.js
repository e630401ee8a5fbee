const { execFileSync } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { join } = require('node:path');

/** Configuration files of Jest by the Nx target that runs them. */
const CONFIGURATIONS = { test: 'jest.config.js', e2e: 'jest.e2e.config.js' };

/** Names under which the projects that have one of these targets report their tests. */
function projectsWith(root, targets) {
  return targets
    .flatMap((target) => CONFIGURATIONS[target] ?? [])
    .flatMap((name) => execFileSync('git', ['ls-files', `*/${name}`], { cwd: root, encoding: 'utf8' }).split('\n'))
    .filter(Boolean)
    .map((file) => /displayName: '([^']+)'/.exec(readFileSync(join(root, file), 'utf8'))[1]);
}

module.exports = { projectsWith };
