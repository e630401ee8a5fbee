import { parseState, type StateConfig } from '@laravel-ecs/config';
import { HcpState, LocalState, S3State, type StateBackend } from '@laravel-ecs/state';

/** Where stacks are deployed to, and where their Terraform state is kept. */
export interface Target {
  /** Whether AWS is emulated on this computer: its one account is nobody's. */
  readonly emulated: boolean;

  /** Where the states of what is in AWS are to be kept, on the emulator as well, where they are not. */
  readonly setting: StateConfig;

  /** Keeps the states of what is in AWS. */
  readonly state: StateBackend;

  /** Keeps the states of what is on this computer, which are of no use to others. */
  readonly stateHere: StateBackend;
}

/** Folder of the Terraform states that are kept on this computer, from the workspace's root. */
export const STATE_DIRECTORY = 'terraform.state';

/** A stand-in for HCP Terraform on this computer goes with a stand-in for AWS. */
const HERE = /^(localhost|127\.0\.0\.1)(:\d+)?$/;

/**
 * The target that the environment variables name: with `AWS_EMULATOR_STATE_DIRECTORY`, which the emulator sets, it is the
 * emulator, and the states that describe its records are kept with them; else it is AWS, and the states are kept where the setting says.
 *
 * @throws ConfigurationError
 */
export function targetOf(environment: Readonly<Record<string, string | undefined>>, setting: unknown): Target {
  const emulatorState = environment['AWS_EMULATOR_STATE_DIRECTORY'];
  const emulated = Boolean(emulatorState);
  const config = parseState(setting);
  const stateHere = new LocalState(emulatorState || STATE_DIRECTORY);
  const isKept = !emulated || (config.kind === 'hcp' && HERE.test(config.hostname));
  return { emulated, setting: config, state: isKept ? backendOf(config, stateHere) : stateHere, stateHere };
}

function backendOf(config: StateConfig, here: StateBackend): StateBackend {
  switch (config.kind) {
    case 'local':
      return here;
    case 's3':
      return new S3State(config);
    case 'hcp':
      return new HcpState(config);
  }
}
