/**
 * How fast the web container starts and answers, beside what the article has: both in one run, on the same application, Apache and
 * MPM. `npm run bench` runs it; the figures are of the machine that it runs on. It has to be run by root, as the article's container.
 */
import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ask } from '../spec/support/http';
import { environmentOn, lane, type Lane, start } from '../spec/support/lane';
import { freePort, ownDirectory, Running, until } from '../spec/support/running';
import { memcached } from '../spec/support/services';
import { which } from '../spec/support/php';
import { prepareLanes } from '../spec/support/setup';
import { task } from '../spec/support/task';
import { article } from './article';

const STARTS = 5;
const ROUNDS = 3;
const SECONDS = 6;
const CONNECTIONS = 8;

const median = (figures: readonly number[]) => [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;

type Start = () => Promise<{ readonly running: Running; readonly url: string }>;

/** Starts the image's web role. */
const ours =
  (on: Lane, settings: Record<string, string>): Start =>
  async () => {
    const port = await freePort();
    const running = start(on, ['web'], { ...settings, HTTP_PORT: `${port}`, APACHE_RUN_DIR: ownDirectory() });
    return { running, url: `http://127.0.0.1:${port}` };
  };

/** Starts the article's container, as root. */
const theirs =
  (on: Lane, settings: Record<string, string>): Start =>
  async () => {
    const port = await freePort();
    const directory = mkdtempSync(join(tmpdir(), 'article-'));
    chmodSync(directory, 0o755);
    const { entrypoint, ini } = article(on, directory, port);
    const env = { ...environmentOn(on, settings), PHP_INI_SCAN_DIR: `:${ini}`, LOG_CHANNEL: 'null' };
    const caches = {
      APP_CONFIG_CACHE: `${on.app}/bootstrap/cache/config.php`,
      APP_ROUTES_CACHE: `${on.app}/bootstrap/cache/routes.php`,
    };
    return {
      running: new Running([entrypoint], { env: { ...env, ...caches }, asRoot: true }),
      url: `http://127.0.0.1:${port}`,
    };
  };

/** Milliseconds from the start to the first 200 of /up. */
async function boot(begin: Start): Promise<number> {
  const began = performance.now();
  const { running, url } = await begin();
  await running.until(async () => (await ask(`${url}/up`).catch(() => undefined))?.status === 200, '/up answers 200');
  const took = performance.now() - began;
  await running.stop();
  return took;
}

/** Welcome pages a second. */
async function throughput(begin: Start): Promise<number[]> {
  const { running, url } = await begin();
  await until(async () => (await ask(url).catch(() => undefined))?.status === 200, 'the page answers 200');
  const figures: number[] = [];
  // The first time warms up. While it runs, what the container logs has to be read, or it would wait for that.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const { stdout } = await promisify(execFile)('wrk', ['-t2', `-c${CONNECTIONS}`, `-d${SECONDS}s`, url]);
    if (/Non-2xx/.test(stdout)) {
      throw new Error(`not every answer was a page:\n${stdout}`);
    }
    figures.push(Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]));
  }
  await running.stop();
  return figures.slice(1);
}

async function main(): Promise<void> {
  prepareLanes();
  const on = lane('laravel-12');
  const missing = on.missing || (which('wrk') ? '' : "wrk can't be found: apt-get install wrk");
  if (missing) {
    process.stderr.write(`The image is not measured: ${missing}\n`);
    process.exitCode = 1;
    return;
  }
  const sessions = await memcached();
  const settings = { ...task([sessions.port]), DB_CONNECTION: 'sqlite', TASK_MEMORY: '512' };
  try {
    const image = ours(on, settings);
    const before = theirs(on, settings);
    const starts: [number[], number[]] = [[], []];
    for (let each = 0; each < STARTS; each += 1) {
      starts[0].push(await boot(image));
      starts[1].push(await boot(before));
      // The article's owner of everything is not the image's.
      prepareLanes();
    }
    const pages = [await throughput(image), await throughput(before)] as const;
    const [fast, slow] = pages.map(median) as [number, number];
    console.table({
      'start to first 200 of /up, ms': { image: Math.round(median(starts[0])), article: Math.round(median(starts[1])) },
      'welcome pages a second': { image: Math.round(fast), article: Math.round(slow) },
    });
    console.log(
      `${(fast / slow).toFixed(1)} times as many pages as the article's settings, ${CONNECTIONS} connections`,
    );
  } finally {
    await Running.stopAll();
    prepareLanes();
  }
}

void main();
