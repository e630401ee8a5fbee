import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentOn, lane, type Lane, start } from '../spec/support/lane';
import { which } from '../spec/support/php';
import { freePort, ownDirectory, Running } from '../spec/support/running';
import { memcached } from '../spec/support/services';
import { prepareLanes } from '../spec/support/setup';
import { task } from '../spec/support/task';
import { article } from './article';
import { measure, type Start, type Started } from './measure';

const started = (running: Running, url: string): Started => ({
  url,
  load: async (words) => (await promisify(execFile)('wrk', [...words, url])).stdout,
  stop: () => running.stop(),
});

/** Starts the image's web role. */
const ours =
  (on: Lane, settings: Record<string, string>): Start =>
  async () => {
    const port = await freePort();
    const running = start(on, ['web'], { ...settings, HTTP_PORT: `${port}`, APACHE_RUN_DIR: ownDirectory() });
    return started(running, `http://127.0.0.1:${port}`);
  };

/** Starts the article's entrypoint, as root. */
const theirs =
  (on: Lane, settings: Record<string, string>): Start =>
  async () => {
    const port = await freePort();
    const directory = mkdtempSync(join(tmpdir(), 'article-'));
    chmodSync(directory, 0o755);
    const { entrypoint, ini } = article(on, directory, port);
    const env = {
      ...environmentOn(on, settings),
      PHP_INI_SCAN_DIR: `:${ini}`,
      LOG_CHANNEL: 'null',
      APP_CONFIG_CACHE: `${on.app}/bootstrap/cache/config.php`,
      APP_ROUTES_CACHE: `${on.app}/bootstrap/cache/routes.php`,
    };
    return started(new Running([entrypoint], { env, asRoot: true }), `http://127.0.0.1:${port}`);
  };

/**
 * Measures the image's files with this computer's Apache, without Docker.
 *
 * @returns the reason why it cannot; empty if it has measured
 */
export async function measureOnHost(): Promise<string> {
  prepareLanes();
  const on = lane('laravel-12');
  const missing = on.missing || (which('wrk') ? '' : "wrk can't be found: apt-get install wrk");
  if (missing) {
    return missing;
  }
  try {
    const sessions = await memcached();
    const settings = { ...task([sessions.port]), DB_CONNECTION: 'sqlite', TASK_MEMORY: '512' };
    // The article's entrypoint changes the owner of the application.
    await measure(ours(on, settings), theirs(on, settings), prepareLanes);
  } finally {
    await Running.stopAll();
    prepareLanes();
  }
  return '';
}
