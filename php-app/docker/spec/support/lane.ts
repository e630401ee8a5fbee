import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imageEnvironment } from './dockerfile';
import { lanesDirectory } from './places';
import { ownDirectory, Running } from './running';

export type LaneName = 'laravel-12' | 'laravel-13';

/** The application as it can be run here, on one PHP: a copy, made as the Dockerfile makes it. */
export interface Lane {
  readonly name: LaneName;

  /** What this computer lacks for it, and how to get it. Empty where it can be run. */
  readonly missing: string;

  /** The copy of the application. */
  readonly app: string;

  /** What differs between this computer and the image: where programs, modules and directories are. */
  readonly host: Readonly<Record<string, string>>;
}

/** Where the lanes that were prepared are described. */
export const lanesFile = (): string => join(lanesDirectory(), 'lanes.json');

/** A lane as the setup left it. */
export function lane(name: LaneName): Lane {
  const lanes = JSON.parse(readFileSync(lanesFile(), 'utf8')) as Lane[];
  const found = lanes.find((each) => each.name === name);
  if (!found) {
    throw new Error(`${lanesFile()} has no lane ${name}`);
  }
  return found;
}

/** Describes what is run on a lane; where it can't be run, says what is missing, and skips it. */
export function describeOn(name: LaneName, what: string, tests: (on: Lane) => void): void {
  const on = lane(name);
  if (on.missing) {
    // Shown as skipped, with the reason, and .ci/run counts it as failed.
    describe.skip(`${what} (${name}, skipped: ${on.missing})`, () => test('can be run here', () => undefined));
  } else {
    describe(`${what} (${name})`, () => {
      afterAll(() => Running.stopAll());
      tests(on);
    });
  }
}

/** Environment variables of a container on a lane: the image's own, where things are here, and the task's. */
export function environmentOn({ host }: Lane, task: Readonly<Record<string, string>>): Record<string, string> {
  // Containers share no directories, and these do: each has caches of its own.
  const own = ownDirectory();
  const caches = { APP_CONFIG_CACHE: join(own, 'config.php'), APP_ROUTES_CACHE: join(own, 'routes.php') };
  return { ...imageEnvironment(), ...host, ...caches, ...task };
}

/** Starts the image's entrypoint in a role. */
export function start(on: Lane, words: readonly string[], task: Readonly<Record<string, string>>): Running {
  return new Running([join(on.app, 'docker/entrypoint/entrypoint.sh'), ...words], { env: environmentOn(on, task) });
}

/** Runs the image's entrypoint to its end. */
export async function run(on: Lane, words: readonly string[], task: Readonly<Record<string, string>>) {
  const running = start(on, words, task);
  const { code } = await running.ended;
  return { code, stdout: running.stdout, stderr: running.stderr };
}
