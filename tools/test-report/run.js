/**
 * Runs Nx targets of all projects and reports their tests: `node tools/test-report/run.js [--fail-on-skip] TARGET...`
 *
 * Prints the progress, the output of each task that fails, the counts by project, the ten slowest specs, and in the end
 * `N passed, N failed`. The whole output of Nx is in `test-results/output.log`.
 */
const { spawn } = require('node:child_process');
const { createWriteStream, mkdirSync, rmSync, writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { createInterface } = require('node:readline');
const { failedTasksIn } = require('./failed-tasks');
const { elapsed, showProgress } = require('./progress');
const { projectsWith } = require('./projects');
const { summarize } = require('./summary');

const ROOT = resolve(__dirname, '../..');
const DIRECTORY = join(ROOT, 'test-results');
const OUTPUT = join(DIRECTORY, 'output.log');

async function main(words) {
  const targets = words.filter((word) => !word.startsWith('--'));
  const failsOnSkip = words.includes('--fail-on-skip');
  const start = Date.now();
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY);
  const progressFile = join(DIRECTORY, 'progress.log');
  writeFileSync(progressFile, '');

  console.log(`Running ${targets.join(', ')} …`);
  const end = showProgress(progressFile, (text) => process.stdout.write(text));
  const lines = [];
  const code = await runNx(targets, { TEST_PROGRESS: progressFile }, (line) => lines.push(line));
  end();

  const failures = failedTasksIn(lines);
  failures.forEach(({ output }) => console.log(`\n${output}`));
  const { projects, slowest, passed, failed, skipped } = summarize(DIRECTORY, projectsWith(ROOT, targets));
  console.log();
  console.table(Object.fromEntries(projects.map(({ project, ...counts }) => [project, counts])));
  console.log('Slowest specs:');
  slowest.forEach(({ file, seconds }) => console.log(`${seconds.toFixed(1).padStart(8)} s  ${file}`));
  if (code !== 0) {
    const tasks = failures.map(({ task }) => task).join(', ') || 'nx';
    console.log(`\nFailed: ${tasks}. The whole output is in test-results/output.log.`);
  }
  if (skipped > 0) {
    console.log(`\n${skipped} tests were skipped: the output above and test-results/output.log name the reason.`);
  }
  console.log(`\n${targets.join(', ')} took ${elapsed(start)}`);
  // Tests that this machine could run must not pass for passed.
  console.log(`${passed} passed, ${failed + (failsOnSkip ? skipped : 0)} failed`);
  process.exitCode = code !== 0 || failed > 0 || (failsOnSkip && skipped > 0) ? 1 : 0;
}

/** Runs Nx to its end and hands over each line that it prints. */
function runNx(targets, environment, onLine) {
  const nx = require.resolve('nx/bin/nx.js');
  const log = createWriteStream(OUTPUT);
  const child = spawn(process.execPath, [nx, 'run-many', '-t', ...targets, '--outputStyle=static'], {
    cwd: ROOT,
    env: { ...process.env, ...environment, NO_COLOR: '1', FORCE_COLOR: undefined },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(child.stdout).on('line', (line) => {
    log.write(`${line}\n`);
    onLine(line);
  });
  return new Promise((done, fail) => {
    child.on('error', fail);
    child.on('close', (code) => log.end(() => done(code ?? 1)));
  });
}

void main(process.argv.slice(2));
