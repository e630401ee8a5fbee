import { ask } from '../spec/support/http';
import { until } from '../spec/support/running';

const STARTS = 5;
const ROUNDS = 3;

/** Options of wrk: threads, connections, and seconds of a round. */
export const LOAD = ['-t2', '-c8', '-d6s'];

/** A web server that runs. */
export interface Started {
  readonly url: string;

  /** Runs wrk with these words on its welcome page. @returns the output */
  readonly load: (words: readonly string[]) => Promise<string>;
  readonly stop: () => Promise<unknown>;
}

/** Starts a web server. */
export type Start = () => Promise<Started>;

const median = (figures: readonly number[]) => [...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;

const answers = (url: string) =>
  until(async () => (await ask(url).catch(() => undefined))?.status === 200, `${url} answers 200`);

/** Milliseconds from the start to the first 200 of /up. */
async function boot(start: Start): Promise<number> {
  const began = performance.now();
  const { url, stop } = await start();
  await answers(`${url}/up`);
  const took = performance.now() - began;
  await stop();
  return took;
}

/** Welcome pages a second, of each server in its median round. They take turns, so that other load on the machine meets both. */
async function throughput(starts: readonly Start[]): Promise<number[]> {
  const servers = await Promise.all(starts.map((start) => start()));
  await Promise.all(servers.map(({ url }) => answers(url)));
  const figures = servers.map((): number[] => []);
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const [index, { load }] of servers.entries()) {
      const output = await load(LOAD);
      if (/Non-2xx/.test(output)) {
        throw new Error(`not every answer was a page:\n${output}`);
      }
      figures[index]?.push(Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]));
    }
  }
  await Promise.all(servers.map(({ stop }) => stop()));
  // The first round warms up.
  return figures.map((each) => median(each.slice(1)));
}

/** Measures the image and the article's in turn, and prints the figures of this machine. */
export async function measure(image: Start, article: Start, afterStart: () => void = () => undefined): Promise<void> {
  const starts: [number[], number[]] = [[], []];
  for (let each = 0; each < STARTS; each += 1) {
    starts[0].push(await boot(image));
    starts[1].push(await boot(article));
    afterStart();
  }
  const [fast = 0, slow = 0] = await throughput([image, article]);
  console.table({
    'start to first 200 of /up, ms': { image: Math.round(median(starts[0])), article: Math.round(median(starts[1])) },
    'welcome pages a second': { image: Math.round(fast), article: Math.round(slow) },
  });
  console.log(`${(fast / slow).toFixed(1)} times as many pages as the article's, with ${LOAD.join(' ')}`);
}
