import { resolve } from 'node:path';
import { cleanDockerLane } from './docker-lane';
import { APP } from './places';

// eslint-disable-next-line @typescript-eslint/no-require-imports -- it is JavaScript, and of no project
const temporaryFiles = require(resolve(APP, '../tools/temporary-files/teardown.js')) as () => void;

/** End of a test run: nothing that it started is left in the engine. */
export default async function teardown(): Promise<void> {
  try {
    await cleanDockerLane();
  } finally {
    temporaryFiles();
  }
}
