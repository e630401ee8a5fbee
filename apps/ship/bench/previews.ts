/**
 * How long a preview takes to be made and taken down by real Terraform, alone and ten side by side. `npm run bench` runs it, on an emulator of
 * its own; the figures are of the machine that it runs on.
 */
import { FixturePreviews } from '../src/fixture-previews';

// It would stand in the middle of the figures.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const SIDE_BY_SIDE = 10;

/** Seconds that a command takes. */
async function time(previews: FixturePreviews, ...words: readonly string[]): Promise<number> {
  const begun = performance.now();
  const { code, stderr } = await previews.ship(words);
  if (code !== 0) {
    throw new Error(`ship preview ${words.join(' ')} ended with ${code}: ${stderr}`);
  }
  return (performance.now() - begun) / 1000;
}

/** Seconds that the slowest of several takes, all begun at once. */
async function slowest(commands: readonly (() => Promise<number>)[]): Promise<number> {
  return Math.max(...(await Promise.all(commands.map((command) => command()))));
}

async function bench(): Promise<void> {
  const previews = await FixturePreviews.start(`{ name: 'preview', aws: { region: 'us-east-1' } }`);
  try {
    await previews.push('v1');
    const branches = Array.from({ length: SIDE_BY_SIDE }, (_, index) => `branch-${index}`);
    const figures = {
      'ship preview up, seconds': await time(previews, 'up', 'alone', '--tag', 'v1'),
      'ship preview up again, seconds': await time(previews, 'up', 'alone', '--tag', 'v1'),
      'ship preview list, seconds': await time(previews, 'list'),
      'ship preview down, seconds': await time(previews, 'down', 'alone'),
      [`${SIDE_BY_SIDE} × up side by side, seconds`]: await slowest(
        branches.map((branch) => () => time(previews, 'up', branch, '--tag', 'v1')),
      ),
      [`${SIDE_BY_SIDE} × down side by side, seconds`]: await slowest(
        branches.map((branch) => () => time(previews, 'down', branch)),
      ),
    };
    console.table(
      Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, Number(figure.toFixed(2))])),
    );
  } finally {
    await previews.stop();
  }
}

void bench();
