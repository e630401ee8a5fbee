import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../failure';
import { commandOf, explainStart, type Program, PROGRAMS } from '../programs';

/** Release that is downloaded where neither Terraform nor OpenTofu is installed. */
export const PINNED_VERSION = '1.11.4';

/** Write-only arguments, which keep the database's password out of the state, came with this version of both. */
const OLDEST = [1, 11] as const;

export interface TerraformBinary {
  /** What to run: a name on PATH, or a path. */
  readonly command: string;

  /** Version, such as `1.11.4`. */
  readonly version: string;
}

/** The CDKTF CLI's own variable, which has effect when `TERRAFORM` is not set. */
const CDKTF: Program = { ...PROGRAMS.terraform, variable: 'TERRAFORM_BINARY_NAME' };

/**
 * Finds Terraform: the program that `TERRAFORM` selects, else the one that `TERRAFORM_BINARY_NAME` selects. When neither is set: `terraform`
 * on PATH, then `tofu`, else the pinned release, downloaded once into the cache.
 *
 * @param cache folder for the download
 * @throws Failure for one that is too old, for one that is selected and cannot be run, or where none is there and none can be downloaded
 */
export async function locateTerraform(
  cache: string,
  environment: NodeJS.ProcessEnv,
  download: (directory: string) => Promise<void> = downloadPinned,
): Promise<TerraformBinary> {
  const selected = [PROGRAMS.terraform, CDKTF].find(({ variable }) => environment[variable]);
  if (selected) {
    return requireSelected(selected, environment);
  }
  for (const command of ['terraform', 'tofu']) {
    const version = await versionOf(command, environment).catch(() => undefined);
    if (version) {
      return requireNewEnough({ command, version });
    }
  }
  const directory = join(cache, PINNED_VERSION);
  const command = join(directory, process.platform === 'win32' ? 'terraform.exe' : 'terraform');
  if (!existsSync(command)) {
    await fetchInto(directory, download).catch((cause: unknown) => {
      throw new Failure(
        `neither terraform nor tofu is on PATH, and Terraform ${PINNED_VERSION} can't be downloaded (${reasonOf(cause)}): ` +
          `install Terraform ${OLDEST.join('.')} or newer, see https://developer.hashicorp.com/terraform/install`,
      );
    });
  }
  return { command, version: PINNED_VERSION };
}

/** Fetches it beside its folder, which is there when it is whole: others may look for it at the same time. */
async function fetchInto(directory: string, download: (directory: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  const partial = await mkdtemp(`${directory}-`);
  try {
    await download(partial);
    await rename(partial, directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') {
        throw error;
      }
    });
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

/** @throws Failure when the program cannot be run, or does not print a version as Terraform does */
async function requireSelected(program: Program, environment: NodeJS.ProcessEnv): Promise<TerraformBinary> {
  const command = commandOf(program, environment);
  try {
    return requireNewEnough({ command, version: await versionOf(command, environment) });
  } catch (error) {
    const explained =
      error instanceof Failure ? error : explainStart(program, error as NodeJS.ErrnoException, environment);
    throw explained instanceof Failure
      ? explained
      : new Failure(
          `${program.variable} is '${command}', and \`${command} version -json\` does not print a version of Terraform. ` +
            `Set it to Terraform or OpenTofu ${OLDEST.join('.')} or newer, or unset it`,
        );
  }
}

/** @throws Error when the program cannot be run, or does not print a version as Terraform does */
async function versionOf(command: string, environment: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(command, ['version', '-json'], { env: environment });
  const { terraform_version: version } = JSON.parse(stdout) as { terraform_version?: string };
  if (!version) {
    throw new Error('it prints no version');
  }
  return version;
}

/** Whether a version such as `1.10.5` has no write-only arguments. What is no version, such as `latest`, is not. */
export function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

function requireNewEnough(binary: TerraformBinary): TerraformBinary {
  if (isTooOld(binary.version)) {
    throw new Failure(
      `${binary.command} is version ${binary.version}, which has no write-only arguments: install ${OLDEST.join('.')} or newer`,
    );
  }
  return binary;
}

async function downloadPinned(directory: string): Promise<void> {
  const { getRelease } = await import('@hashicorp/js-releases');
  const release = await getRelease('terraform', PINNED_VERSION);
  const platform =
    { darwin: 'darwin', linux: 'linux', win32: 'windows' }[process.platform as string] ?? process.platform;
  const build = release.getBuild(platform, { x64: 'amd64', arm64: 'arm64' }[process.arch as string] ?? process.arch);
  if (!build) {
    throw new Error(`there is no build for ${process.platform} on ${process.arch}`);
  }
  const archive = join(directory, 'terraform.zip');
  await release.download(build.url, archive, 'laravel-ecs');
  await release.verify(archive, build.filename);
  await release.unpack(directory, archive);
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
