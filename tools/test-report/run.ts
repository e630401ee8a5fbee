/**
 * Runs Nx targets of all projects and reports their tests: `run.ts [--fail-on-skip] TARGET...`
 *
 * Prints the progress, the output of each task that fails, the counts by project, the ten slowest specs, and in the end
 * `N passed, N failed`. The whole output of Nx is in `test-results/output.log`.
 */
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { failedTasksIn } from './failed-tasks';
import { elapsed, showProgress } from './progress';
import { projectsWith } from './projects';
import { summarize } from './summary';

const ROOT = resolve(__dirname, '../..');
const DIRECTORY = join(ROOT, 'test-results');
const PROGRESS = join(DIRECTORY, 'progress.log');
const OUTPUT = join(DIRECTORY, 'output.log');

/**
 * Number of tasks that run at the same time. The long ones wait for processes most of the time, and Nx starts them last: it
 * prefers projects that others depend on.
 */
const PARALLEL = 10;

async function main(words: readonly string[]): Promise<void> {
  const targets = words.filter((word) => !word.startsWith('--'));
  const failsOnSkip = words.includes('--fail-on-skip');
  const start = Date.now();
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY);
  writeFileSync(PROGRESS, '');

  console.log(`Running ${targets.join(', ')} of all projects`);
  const endProgress = showProgress(PROGRESS, (text) => process.stdout.write(text));
  const { code, lines } = await runNx(targets);
  endProgress();

  const failedTasks = failedTasksIn(lines);
  failedTasks.forEach(({ output }) => console.log(`\n${output}`));
  const { projects, slowest, passed, failed, skipped } = summarize(DIRECTORY, projectsWith(ROOT, targets));
  console.table(Object.fromEntries(projects));
  console.log('The slowest specs, in seconds:');
  slowest.forEach(({ file, seconds }) => console.log(`${seconds.toFixed(1).padStart(8)}  ${file}`));
  if (skipped > 0) {
    console.log(
      `\n${skipped} tests were skipped. test-results/output.log contains the reasons: search for 'skipped:'.`,
    );
  }
  if (code !== 0) {
    const tasks = failedTasks.map(({ task }) => task).join(', ') || 'nx itself';
    console.log(`\nFailed: ${tasks}. test-results/output.log contains the whole output.`);
  }
  console.log(`\n${targets.join(', ')}: ${elapsed(start)}`);
  console.log(`${passed} passed, ${failed + (failsOnSkip ? skipped : 0)} failed`);
  process.exitCode = code !== 0 || failed > 0 || (failsOnSkip && skipped > 0) ? 1 : 0;
}

interface Ended {
  readonly code: number;

  /** Lines of both outputs. */
  readonly lines: readonly string[];
}

function runNx(targets: readonly string[]): Promise<Ended> {
  const options = ['--outputStyle=static', `--parallel=${PARALLEL}`];
  const words = [require.resolve('nx/bin/nx.js'), 'run-many', '-t', ...targets, ...options];
  const child = spawn(process.execPath, words, {
    cwd: ROOT,
    env: { ...process.env, TEST_PROGRESS: PROGRESS },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const log = createWriteStream(OUTPUT);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      log.write(`${line}\n`);
    });
  }
  return new Promise((end, fail) => {
    child.on('error', fail);
    child.on('close', (code) => log.end(() => end({ code: code ?? 1, lines })));
  });
}

void main(process.argv.slice(2));
