import { LocalState, type StateBackend } from '@laravel-ecs/state';

/** Where stacks are deployed to, and where their Terraform state is kept. */
export interface Target {
  /** Whether AWS is emulated on this computer: its one account is nobody's. */
  readonly emulated: boolean;

  readonly state: StateBackend;
}

/** Folder of the Terraform states of real AWS, from the workspace's root. */
export const STATE_DIRECTORY = 'terraform.state';

/**
 * The target that the environment variables name: with `AWS_EMULATOR_STATE_DIRECTORY`, which the emulator sets, it is the
 * emulator, and the states that describe its records are kept with them; else it is AWS.
 */
export function targetOf(environment: Readonly<Record<string, string | undefined>>): Target {
  const emulatorState = environment['AWS_EMULATOR_STATE_DIRECTORY'];
  return { emulated: Boolean(emulatorState), state: new LocalState(emulatorState || STATE_DIRECTORY) };
}
