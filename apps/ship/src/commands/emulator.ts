import { relative } from 'node:path';
import {
  type Emulator,
  emulatorEnvironment,
  findEmulator,
  pushImage,
  startEmulator,
  stopEmulator,
} from '@laravel-ecs/aws-emulator';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { exportLines } from '../posix-shell';
import { say } from '../say';
import { setUpTerraform } from '../terraform/environment';
import { findWorkspace } from '../workspace';

/** Starts the workspace's emulator, or says that it runs already. */
export async function start({ port }: { readonly port?: number }): Promise<void> {
  const { emulatorDirectory: directory } = findWorkspace();
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort()).once('SIGTERM', () => abort.abort());
  const emulator = await startEmulator({
    directory,
    signal: abort.signal,
    onProgress: say,
    ...(port !== undefined && { port }),
  });
  say(
    `Emulated AWS ${emulator.started ? 'runs' : 'runs already'} at ${emulator.endpoint} (process ${emulator.pid}, log ${emulator.logFile})`,
  );
}

/** Stops the workspace's emulator. */
export async function stop(): Promise<void> {
  const stopped = await stopEmulator(findWorkspace().emulatorDirectory);
  say(stopped ? 'The emulator is stopped, and its records and Terraform states are gone.' : 'No emulator was running.');
}

/**
 * Says whether the workspace's emulator runs.
 *
 * @throws Failure where it does not
 */
export async function status({ json }: { readonly json?: boolean }): Promise<void> {
  const emulator = await findEmulator(findWorkspace().emulatorDirectory);
  if (json) {
    say(JSON.stringify(emulator ? { running: true, ...emulator } : { running: false }));
  } else if (emulator) {
    say(
      `Emulated AWS runs at ${emulator.endpoint}, since ${emulator.startedAt} (process ${emulator.pid}, log ${emulator.logFile})`,
    );
  }
  if (!emulator) {
    throw new Failure(json ? '' : 'no emulator is running: `npx ship emulator start` starts one', EXIT.notRunning);
  }
}

/**
 * Writes what points a shell at the workspace's emulator.
 *
 * @throws Failure where none runs
 */
export async function env(): Promise<void> {
  const { root, emulatorOutput } = findWorkspace();
  const emulator = await required();
  const { terraform, variables } = await setUpTerraform(root, process.env);
  const lines = exportLines({
    ...emulatorEnvironment(emulator),
    CDKTF_OUTPUT: relative(root, emulatorOutput),
    CHECKPOINT_DISABLE: '1',
    TF_CLI_CONFIG_FILE: variables['TF_CLI_CONFIG_FILE'],
    TERRAFORM: terraform.command,
    // The CDKTF CLI's own variable.
    TERRAFORM_BINARY_NAME: terraform.command,
    // The CDKTF CLI would ask the registry to lock providers, even where they come from a mirror.
    CDKTF_SKIP_PROVIDER_LOCK: 'true',
  });
  say(lines.join('\n'));
}

/**
 * Puts an image into the emulator's registry, and writes its reference.
 *
 * @throws Failure where no emulator runs
 */
export async function image(tag: string): Promise<void> {
  say(await pushImage(await required(), tag));
}

async function required(): Promise<Emulator> {
  const emulator = await findEmulator(findWorkspace().emulatorDirectory);
  if (!emulator) {
    throw new Failure('no emulator is running: `npx ship emulator start` starts one', EXIT.notRunning);
  }
  return emulator;
}
