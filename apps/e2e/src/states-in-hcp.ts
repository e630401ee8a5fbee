import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HcpEndpoint } from '@laravel-ecs/testing';
import type { Workspace } from './workspace';

/** What of a shell that points at the emulator the machines of HCP Terraform are given: AWS, and where providers are. */
const GIVEN = /^(?:AWS_(?!EMULATOR_)\w+|TF_CLI_CONFIG_FILE)=/;

/**
 * Has a workspace, whose emulator runs, keep its states in a stand-in for HCP Terraform, and logs in to that whatever this process starts
 * from now on.
 *
 * @param execution where Terraform runs
 */
export async function keepStatesInHcp(workspace: Workspace, execution: 'local' | 'remote'): Promise<HcpEndpoint> {
  const { stdout } = await workspace.shell('env');
  const machines = Object.fromEntries(
    stdout
      .split('\n')
      .filter((line) => GIVEN.test(line))
      .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
  const hcp = await HcpEndpoint.start({ machines });
  Object.assign(process.env, hcp.environment, { TF_CLI_CONFIG_FILE: loggedIn(hcp, machines['TF_CLI_CONFIG_FILE']) });
  const file = join(workspace.directory, 'cdktf.json');
  const cdktf = JSON.parse(readFileSync(file, 'utf8')) as object;
  const state = { kind: 'hcp', hostname: hcp.hostname, organization: hcp.organization, execution };
  // It may be a link to the project's own.
  rmSync(file);
  writeFileSync(file, JSON.stringify({ ...cdktf, context: { state } }));
  return hcp;
}

/** A configuration of Terraform as on this computer, with the token of the endpoint. */
function loggedIn(hcp: HcpEndpoint, own: string | undefined): string {
  const file = join(mkdtempSync(join(tmpdir(), 'e2e-')), 'terraform.tfrc');
  const credentials = `credentials "${hcp.hostname}" {\n  token = "${hcp.token}"\n}\n`;
  writeFileSync(file, `${own ? readFileSync(own, 'utf8') : ''}${credentials}`, { mode: 0o600 });
  return file;
}
