/**
 * Measures how fast the web container starts and answers, next to the article's, in one run and on the same application: in Docker
 * if an engine answers, otherwise as processes of this computer. `npm run bench` runs it; the figures are those of the machine that
 * it runs on.
 */
import { mkdirSync } from 'node:fs';
import { prepareDockerLane } from '../spec/support/docker-lane';
import { lanesDirectory } from '../spec/support/places';
import { measureInDocker } from './containers';
import { measureOnHost } from './host';

async function main(): Promise<void> {
  mkdirSync(lanesDirectory(), { recursive: true });
  const lane = await prepareDockerLane();
  if ('images' in lane) {
    await measureInDocker(lane.images);
    return;
  }
  const missing = 'failure' in lane ? lane.failure : await measureOnHost();
  if (missing) {
    process.stderr.write(`The image is not measured: ${missing}\n`);
    process.exitCode = 1;
  }
}

void main();
