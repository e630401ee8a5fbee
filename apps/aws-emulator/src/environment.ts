import type { Emulator } from './emulator';

/**
 * Environment variables for Terraform, the AWS SDKs and CDKTF so that they talk to the emulator. An empty one is to be taken
 * away: it would lead elsewhere, or hide the others.
 */
export function emulatorEnvironment({ endpoint, stateDirectory }: Emulator): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'emulator',
    AWS_SECRET_ACCESS_KEY: 'emulator',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    // What the emulator does not know, it will not know the next time either.
    AWS_MAX_ATTEMPTS: '2',
    AWS_EMULATOR_STATE_DIRECTORY: stateDirectory,
    AWS_PROFILE: '',
    AWS_SESSION_TOKEN: '',
    AWS_CA_BUNDLE: '',
  };
}
