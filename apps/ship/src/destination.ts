import { dirname } from 'node:path';
import { type Emulator, emulatorEnvironment, findEmulator, startEmulator } from '@laravel-ecs/aws-emulator';
import { Failure } from './failure';
import { say } from './say';
import type { Workspace } from './workspace';

/** Where a command works: on AWS, or on an emulator. */
export interface Destination {
  readonly emulator: Emulator | undefined;

  /** Environment of everything that is run for it. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * The emulator of the workspace, started where it does not run.
 *
 * @throws EmulatorError
 */
export async function onEmulator({ emulatorDirectory }: Workspace, signal: AbortSignal): Promise<Destination> {
  const emulator = await startEmulator({ directory: emulatorDirectory, signal, onProgress: say });
  if (emulator.afresh) {
    say('An earlier emulator had ended, and its records with it: everything begins afresh.');
  }
  say(`Emulated AWS ${emulator.started ? 'runs' : 'runs already'} at ${emulator.endpoint}`);
  return { emulator, environment: merge(process.env, emulatorEnvironment(emulator)) };
}

/**
 * Where this shell points: at the emulator, after `eval "$(npx ship emulator env)"`, else at AWS.
 *
 * @throws Failure where it points at an emulator that no longer runs
 */
export async function whereTheShellPoints(): Promise<Destination> {
  const states = process.env['AWS_EMULATOR_STATE_DIRECTORY'];
  if (!states) {
    return { emulator: undefined, environment: process.env };
  }
  const emulator = await findEmulator(dirname(states));
  if (emulator?.endpoint !== process.env['AWS_ENDPOINT_URL'] || !emulator) {
    throw new Failure(
      `this shell points at an emulator at ${process.env['AWS_ENDPOINT_URL']} that no longer runs: ` +
        'start one with `npx ship emulator start`, and point the shell at it with `eval "$(npx ship emulator env)"`',
    );
  }
  return { emulator, environment: process.env };
}

/** Variables over others; an empty one takes the variable away. */
export function merge(base: NodeJS.ProcessEnv, over: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries({ ...base, ...over }).filter(([name, value]) => value || !(name in over)));
}
