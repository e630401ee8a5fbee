import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Folder of add-on packages of the Filesystem Hierarchy Standard. Terraform itself does not look there for a mirror. */
const ADD_ONS = '/opt';

/**
 * The Terraform CLI configuration to run with, so that a mirror of providers on this computer is used.
 *
 * A configuration of the user's own rules. Terraform's implied mirror folders need none. Where a mirror is found one level below
 * the add-on folder, one is written that takes what is there from it and all else from the registry.
 *
 * @param file where to write it
 * @returns the file to name in `TF_CLI_CONFIG_FILE`; undefined where Terraform needs none
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#provider-installation
 */
export async function cliConfig(
  file: string,
  environment: NodeJS.ProcessEnv,
  { addOns = ADD_ONS, home = homedir() }: { addOns?: string; home?: string } = {},
): Promise<string | undefined> {
  const own = environment['TF_CLI_CONFIG_FILE'];
  if (own && existsSync(own)) {
    return own;
  }
  if (existsSync(join(home, '.terraformrc'))) {
    return undefined;
  }
  const mirror = findMirror(addOns);
  if (!mirror) {
    return undefined;
  }
  const mirrored = JSON.stringify(providersOf(mirror));
  await mkdir(dirname(file), { recursive: true });
  // Another command may read it at this moment.
  const written = `${file}.${process.pid}`;
  await writeFile(
    written,
    `provider_installation {
  filesystem_mirror {
    path    = ${JSON.stringify(mirror)}
    include = ${mirrored}
  }
  direct {
    exclude = ${mirrored}
  }
}
`,
  );
  await rename(written, file);
  return file;
}

function findMirror(addOns: string): string | undefined {
  return foldersOf(addOns)
    .map((folder) => join(addOns, folder))
    .find((folder) => existsSync(join(folder, 'registry.terraform.io', 'hashicorp', 'aws')));
}

/** Addresses of the providers in a mirror: `registry.terraform.io/hashicorp/aws`. */
function providersOf(mirror: string): string[] {
  const below = (path: string) => foldersOf(join(mirror, path)).map((folder) => `${path}/${folder}`);
  return below('registry.terraform.io').flatMap(below);
}

function foldersOf(directory: string): string[] {
  return existsSync(directory)
    ? readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort()
    : [];
}
