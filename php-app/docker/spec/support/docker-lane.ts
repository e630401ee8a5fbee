import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeContainers } from './containers';
import { docker, DockerError } from './docker-cli';
import { missingEngine } from './docker-engine';
import { buildImages, type Images, MissingBasesError } from './docker-images';
import { lanesDirectory } from './places';

/** Result of the setup: images, the reason why this computer cannot have them, or the reason why their build failed. */
type Result = { readonly images: Images } | { readonly missing: string } | { readonly failure: string };

const resultFile = (): string => join(lanesDirectory(), 'docker.json');

/** Builds the images of the lane if an engine answers, and records the result for the specs. */
export async function prepareDockerLane(): Promise<Result> {
  return record(await prepare().catch((error: Error): Result => ({ failure: error.message })));
}

function record(result: Result): Result {
  writeFileSync(`${resultFile()}.new`, JSON.stringify(result, undefined, 2));
  renameSync(`${resultFile()}.new`, resultFile());
  return result;
}

/** End of the process that builds the images. */
let preparation: Promise<void> | undefined;

/** Builds the images in a process of its own: the setup of the other lanes blocks this one. The specs wait for the result. */
export function startDockerLane(): void {
  mkdirSync(lanesDirectory(), { recursive: true });
  rmSync(resultFile(), { force: true });
  const words = ['-r', '@swc-node/register', join(__dirname, 'prepare-docker-lane.ts')];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  preparation = new Promise((end) => {
    child.once('error', () => end()).once('close', () => end());
  });
  void preparation.then(
    () => existsSync(resultFile()) || record({ failure: 'The process that builds the images ended.' }),
  );
}

/** Milliseconds between two looks at the result file. */
const POLL_INTERVAL = 200;

/** Waits for the result. Jest needs it while it collects the tests, which it does synchronously. */
function waitForResult(): Result {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(resultFile())) {
    Atomics.wait(clock, 0, 0, POLL_INTERVAL);
  }
  return JSON.parse(readFileSync(resultFile(), 'utf8')) as Result;
}

async function prepare(): Promise<Result> {
  const missing = await missingEngine();
  if (missing) {
    process.stderr.write(`The Docker lane is skipped: ${missing}\n`);
    return { missing };
  }
  try {
    // Those of a run that was interrupted.
    await removeContainers();
    process.stderr.write('The Docker lane builds its images, which takes minutes the first time.\n');
    const images = await buildImages();
    const bytes = Number(await docker(['image', 'inspect', '--format', '{{.Size}}', images.image]));
    process.stderr.write(`The Docker lane has ${images.bases}; the image has ${Math.round(bytes / 1e6)} MB.\n`);
    return { images };
  } catch (error) {
    if (!(error instanceof DockerError)) {
      throw error;
    }
    process.stderr.write(
      `The Docker lane ${error instanceof MissingBasesError ? 'is skipped' : 'fails'}: ${error.message}\n`,
    );
    return error instanceof MissingBasesError ? { missing: error.message } : { failure: error.message };
  }
}

/** Describes tests on the image as Docker builds it. They are skipped, with the reason in the name, if no engine answers. */
export function describeOnDocker(name: string, tests: (images: Images) => void): void {
  const result = waitForResult();
  if ('missing' in result) {
    describe.skip(`${name} (Docker, skipped: ${result.missing})`, () => test('can be run here', () => undefined));
  } else if ('failure' in result) {
    describe(`${name} (Docker)`, () =>
      test('has its images', () => {
        throw new DockerError(result.failure);
      }));
  } else {
    describe(`${name} (Docker, ${result.images.bases})`, () => tests(result.images));
  }
}

/** Removes all that the tests of this checkout have left in the engine, except its images. */
export async function cleanDockerLane(): Promise<void> {
  await preparation;
  if (existsSync(resultFile()) && 'images' in (JSON.parse(readFileSync(resultFile(), 'utf8')) as Result)) {
    await removeContainers();
  }
}
