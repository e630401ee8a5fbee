import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../failure';

/**
 * The token of a host, from where Terraform has it: a variable, its configuration, or what `terraform login` has left.
 *
 * @throws Failure where there is none
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#credentials
 */
export function tokenOf(
  hostname: string,
  environment: NodeJS.ProcessEnv = process.env,
  home: string = homedir(),
): string {
  const variable = `TF_TOKEN_${hostname.replaceAll('-', '__').replaceAll('.', '_')}`;
  const token =
    environment[variable] ||
    configured(environment['TF_CLI_CONFIG_FILE'] ?? join(home, '.terraformrc'), hostname) ||
    left(join(home, '.terraform.d', 'credentials.tfrc.json'), hostname);
  if (!token) {
    throw new Failure(`nobody is logged in to ${hostname}: terraform login ${hostname}, or set ${variable}`);
  }
  return token;
}

/** What a configuration says, which pipelines write: `credentials "app.terraform.io" { token = "…" }`. */
function configured(file: string, hostname: string): string | undefined {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const blocks = text.matchAll(/^\s*credentials\s+"([^"]+)"\s*\{[^}]*?\btoken\s*=\s*"([^"]+)"/gm);
  return [...blocks].find(([, host]) => host === hostname)?.[2];
}

function left(file: string, hostname: string): string | undefined {
  const { credentials } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Credentials) : {};
  return credentials?.[hostname]?.token;
}

interface Credentials {
  readonly credentials?: Readonly<Record<string, { readonly token?: string }>>;
}
