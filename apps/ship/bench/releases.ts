/**
 * How fast `ship` answers, what it adds to a release, and how often it asks AWS while it watches one. `npm run bench` runs it, on an emulator
 * of its own; the figures are of the machine that it runs on.
 */
import { FixtureEmulator } from '../src/fixture-emulator';

// It would stand in the middle of the figures.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

/** Each command is run so often, in a process of its own; the median is told. */
const RUNS = 9;

/** How long a service takes to get healthy while calls are counted, in seconds. */
const WATCHED = 20;

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

/** Seconds that a command takes. */
async function time(aws: FixtureEmulator, ...words: readonly string[]): Promise<number> {
  const begun = performance.now();
  const { code, stderr } = await aws.ship(...words);
  if (code !== 0) {
    throw new Error(`ship ${words.join(' ')} ended with ${code}: ${stderr}`);
  }
  return (performance.now() - begun) / 1000;
}

async function medianOf(aws: FixtureEmulator, ...words: readonly string[]): Promise<number> {
  const seconds: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    seconds.push(await time(aws, ...words));
  }
  return median(seconds);
}

/** Calls a second from when the services begin to move until they are steady. */
async function callsWhileWatching(aws: FixtureEmulator, tag: string): Promise<number> {
  await aws.play({ speed: 1, deployments: [{ service: 'web', outcome: 'healthy', seconds: WATCHED }] });
  const moved = aws.calls('UpdateService');
  const { ended } = aws.start(['deploy', 'shop', '--tag', tag]);
  await aws.nextCall('UpdateService', moved + 2);
  const [begun, before] = [performance.now(), aws.allCalls().length];
  await ended;
  return (aws.allCalls().length - before) / ((performance.now() - begun) / 1000);
}

async function bench(): Promise<void> {
  const aws = await FixtureEmulator.start();
  try {
    const shop = await aws.environment('shop');
    await Promise.all(['v1', 'v2', 'v3'].map((tag) => shop.push(tag)));
    // ECS takes next to no time: what is left is the command's own.
    await aws.play({ speed: 1000 });
    await time(aws, 'deploy', 'shop', '--tag', 'v1');
    const own = await time(aws, 'deploy', 'shop', '--tag', 'v2');
    const figures = {
      'ship --help, seconds': await medianOf(aws, '--help'),
      'ship status, seconds': await medianOf(aws, 'status', 'shop'),
      'ship deploy where ECS takes no time, seconds': own,
      'calls a second while ship deploy watches': await callsWhileWatching(aws, 'v3'),
    };
    console.table(
      Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, Number(figure.toFixed(2))])),
    );
  } finally {
    await aws.stop();
  }
}

void bench();
