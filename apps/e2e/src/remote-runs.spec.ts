import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HcpEndpoint } from '@laravel-ecs/testing';
import { Workspace } from './workspace';

/** What of a shell that points at the emulator the machines of HCP Terraform are given: AWS, and where providers are. */
const GIVEN = /^(?:AWS_(?!EMULATOR_)\w+|TF_CLI_CONFIG_FILE)=/;

describe('An environment whose Terraform runs in HCP Terraform', () => {
  let workspace: Workspace;
  let hcp: HcpEndpoint;

  beforeAll(async () => {
    workspace = new Workspace();
    await workspace.ship('emulator', 'start');
    const { stdout } = await workspace.shell('env');
    const machines = Object.fromEntries(
      stdout
        .split('\n')
        .filter((line) => GIVEN.test(line))
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    hcp = await HcpEndpoint.start({ machines });
    Object.assign(process.env, hcp.environment, { TF_CLI_CONFIG_FILE: loggedIn(machines['TF_CLI_CONFIG_FILE']) });
    const file = join(workspace.directory, 'cdktf.json');
    const cdktf = JSON.parse(readFileSync(file, 'utf8')) as object;
    rmSync(file);
    const state = { kind: 'hcp', hostname: hcp.hostname, organization: 'acme', execution: 'remote' };
    writeFileSync(file, JSON.stringify({ ...cdktf, context: { state } }));
  });

  afterAll(async () => {
    await workspace.remove();
    await hcp.stop();
  });

  /** A configuration of Terraform as on this computer, with the token of the endpoint. */
  function loggedIn(own: string | undefined): string {
    const file = join(mkdtempSync(join(tmpdir(), 'e2e-')), 'terraform.tfrc');
    const credentials = `credentials "${hcp.hostname}" {\n  token = "${hcp.token}"\n}\n`;
    writeFileSync(file, `${own ? readFileSync(own, 'utf8') : ''}${credentials}`, { mode: 0o600 });
    return file;
  }

  test('is made from nothing but what was sent, planned empty, and destroyed', async () => {
    await workspace.shell('npx ship state bootstrap');
    const up = await workspace.shell('npx ship up dev');
    expect(up.stdout).toContain('Second plan: no changes');
    const dev = hcp.workspaces.get('laravel-dev');
    expect(dev?.state).toContain('aws_ecs_service');
    expect(dev?.environment).toMatchObject({
      TFC_AWS_PLAN_ROLE_ARN: 'arn:aws:iam::123456789012:role/laravel-ci-plan-dev',
    });
    expect(new Set(hcp.configurations.flatMap(({ files }) => files))).toEqual(
      new Set(['.terraform.lock.hcl', 'cdk.tf.json']),
    );
    expect(hcp.configurations.map(({ text }) => text).join('\n')).not.toContain(hcp.token);

    expect((await workspace.shell('npx cdktf diff dev')).stdout).toContain('No changes');
    expect((await workspace.shell('npx ship down dev')).stdout).toContain('dev is destroyed.');
    expect(JSON.parse(dev?.state ?? '')).toMatchObject({ resources: [] });
    expect(hcp.runs.map(({ status }) => status)).toEqual([
      'applied',
      'planned_and_finished',
      'planned_and_finished',
      'applied',
    ]);
  });
});
