import { Failure } from '../failure';
import { EXIT } from '../exit-codes';
import { sayElsewhere } from '../say';
import { type Environment, findEnvironment, type Where } from './environment';

/** What every command says that works on a deployed environment. */
export interface EnvironmentOptions extends Where {
  /** Work on the emulator of this workspace. */
  readonly emulator?: boolean;

  /** Hand the answer to a program. */
  readonly json?: boolean;
}

/**
 * The environment that a command works on.
 *
 * @throws Failure
 */
export async function open(name: string, { emulator, json, ...where }: EnvironmentOptions): Promise<Environment> {
  await prepare({ ...(emulator && { emulator }), ...(json && { json }) });
  return findEnvironment(name, where);
}

/**
 * Points this process where the options say, and keeps the standard output for a program that reads it.
 *
 * @throws Failure where no emulator runs
 */
export async function prepare({ emulator, json }: Pick<EnvironmentOptions, 'emulator' | 'json'>): Promise<void> {
  if (json) {
    sayElsewhere();
  }
  if (emulator) {
    await pointAtEmulator();
  }
}

/** As `eval "$(ship emulator env)"` does to a shell. */
async function pointAtEmulator(): Promise<void> {
  const { emulatorEnvironment, findEmulator } = await import('@laravel-ecs/aws-emulator');
  const { merge } = await import('../destination');
  const { findWorkspace } = await import('../workspace');
  const emulator = await findEmulator(findWorkspace().emulatorDirectory);
  if (!emulator) {
    throw new Failure('no emulator runs in this workspace: npm start', EXIT.notRunning);
  }
  process.env = merge(process.env, emulatorEnvironment(emulator));
}
