/**
 * How long a request takes to find out that it reaches no environment. `npm run bench` runs it; the figures are of the machine that it
 * runs on.
 */
import { spawnSync } from 'node:child_process';

const RUNS = 5;

/** As pipelines say it, of a change of nothing. */
const LINE = 'npx nx affected -t synth --base=HEAD --head=HEAD --exclude=local';

function run(): number {
  const begun = performance.now();
  const { status, stdout } = spawnSync('sh', ['-c', LINE], {
    env: { ...process.env, NX_DAEMON: 'false', NX_ISOLATE_PLUGINS: 'false' },
    encoding: 'utf8',
  });
  if (status !== 0 || !stdout.includes('No tasks were run')) {
    throw new Error(`${LINE} ended with ${status}: ${stdout}`);
  }
  return (performance.now() - begun) / 1000;
}

const seconds = Array.from({ length: RUNS }, run);
console.table({
  [LINE]: {
    'seconds (first)': Number(seconds[0]?.toFixed(2)),
    'seconds (best)': Number(Math.min(...seconds).toFixed(2)),
  },
});
