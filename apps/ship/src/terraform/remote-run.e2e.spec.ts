import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { HcpEndpoint } from '@laravel-ecs/testing';
import { FixtureWorkspace, type Resources } from '../fixture-workspace';

let hcp: HcpEndpoint;

beforeAll(async () => {
  hcp = await HcpEndpoint.start();
});
afterAll(() => hcp.stop());

/** A computer with a stack whose Terraform runs elsewhere. */
function computer(stack: string, resources: Resources): FixtureWorkspace {
  const state = { kind: 'hcp', hostname: hcp.hostname, organization: 'acme', execution: 'remote' };
  return new FixtureWorkspace({ [stack]: resources }, { state, environment: hcp.environment });
}

/** One, and the workspace that it runs in. */
function given(stack: string, resources: Resources) {
  return { there: hcp.make(`shop-${stack}`, 'remote'), workspace: computer(stack, resources) };
}

const data = (name: string, properties: object = {}): Resources => ({ terraform_data: { [name]: properties } });
const command = (line: string) => ({ provisioner: [{ 'local-exec': { command: line } }] });
const statusesOf = (stack: string) =>
  hcp.runs.filter(({ workspace }) => workspace.name === `shop-${stack}`).map(({ status }) => status);

describe('ship, where Terraform runs in HCP Terraform', () => {
  test('deploys and destroys as it does from here, and names the runs', async () => {
    const { workspace, there } = given('dev', data('Web_0A1B2C3D'));
    const up = await workspace.ship('up', 'dev', '--auto-approve');
    expect({ code: up.code, stderr: up.stderr }).toEqual({ code: 0, stderr: '' });
    expect(up.stdout).toContain('dev  1 to create');
    expect(up.stdout).toContain('dev  1/1  created terraform_data.Web');
    expect(up.stdout).toMatch(/greeting +hello/);
    expect(up.stdout).toMatch(/token +\(sensitive\)/);
    expect(up.stdout).toContain('Second plan: no changes');
    expect(up.stdout).toContain(`dev  https://${hcp.hostname}/app/acme/shop-dev/runs/${hcp.runs[0]?.id}`);
    expect(there.state).toContain('Web_0A1B2C3D');

    const down = await workspace.ship('down', 'dev', '--auto-approve', '--json');
    expect(JSON.parse(down.stdout)).toEqual({ environment: 'dev', destroyed: 1 });
    expect(statusesOf('dev')).toEqual(['applied', 'planned_and_finished', 'applied']);
    workspace.remove();
  });

  test('reads on after a bad answer of the API: an apply is no worse for it', async () => {
    const { workspace, there } = given('shaky', data('Web'));
    hcp.badLooks = 1;
    const up = await workspace.ship('up', 'shaky', '--auto-approve');
    expect({ code: up.code, stderr: up.stderr, badLooks: hcp.badLooks }).toEqual({ code: 0, stderr: '', badLooks: 0 });
    expect(up.stdout).toContain('shaky  1 to create');
    expect(there.state).toContain('"Web"');
    workspace.remove();
  });

  test('applies nothing that nobody approved', async () => {
    const { workspace, there } = given('unapproved', data('Web'));
    expect(await workspace.ship('up', 'unapproved')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('unapproved: 1 changes on AWS need an approval'),
    });
    expect(there.state).toBeUndefined();
    workspace.remove();
  });

  test('says what failed and where, and keeps what was made', async () => {
    const { workspace, there } = given('failing', {
      terraform_data: { Good: {}, Bad: { depends_on: ['terraform_data.Good'], ...command('exit 7') } },
    });
    const { code, stderr } = await workspace.ship('up', 'failing', '--auto-approve');
    expect(code).toBe(1);
    expect(stderr).toContain(
      '✘ failing: terraform apply failed\n  local-exec provisioner error, with terraform_data.Bad',
    );
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(there.state).toContain('"Good"');
    workspace.remove();
  });

  test('says what is wrong where it can not be planned', async () => {
    const { workspace } = given('wrong', data('Web', { input: '${terraform_data.Missing.id}' }));
    expect(await workspace.ship('up', 'wrong', '--auto-approve')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('✘ wrong: terraform plan failed\n  Reference to undeclared resource'),
    });
    workspace.remove();
  });

  test('applies nothing where it can not read what would be changed', async () => {
    const { workspace, there } = given('wordy', data('Web'));
    there.isStructured = false;
    expect(await workspace.ship('up', 'wordy', '--auto-approve')).toMatchObject({
      code: 1,
      stderr: '✘ wordy: acme/shop-wordy writes its logs for people alone: ship state bootstrap changes that\n',
    });
    expect(there.state).toBeUndefined();
    workspace.remove();
  });

  test('applies nothing while a person has the workspace locked, and says who', async () => {
    const { workspace, there } = given('locked', data('Web'));
    there.lock('user-ann');
    expect(await workspace.ship('up', 'locked', '--auto-approve')).toMatchObject({
      code: 1,
      stderr: '✘ locked: nothing was applied\n  ann has locked acme/shop-locked: try again when it is free\n',
    });
    expect(there.state).toBeUndefined();
    workspace.remove();
  });

  test('lets the run save its state when it is interrupted, and goes on from there the next time', async () => {
    const { workspace, there } = given('slow', data('First'));
    const file = (name: string) => join(workspace.directory, name);
    const line = `touch ${file('slow')}; test -e ${file('quick')} || sleep 60`;
    workspace.say({
      slow: { terraform_data: { First: {}, Slow: { depends_on: ['terraform_data.First'], ...command(line) } } },
    });
    const { child, ended } = workspace.start('up', 'slow', '--auto-approve');
    await workspace.appears('slow');
    child.kill('SIGINT');
    expect(await ended).toMatchObject({
      code: 130,
      stderr: expect.stringContaining('the same command goes on from there'),
    });
    expect(statusesOf('slow')).toEqual(['canceled']);
    expect(there.state).toContain('"First"');

    workspace.write('quick');
    const next = await workspace.ship('up', 'slow', '--auto-approve');
    expect(next.code).toBe(0);
    expect(next.stdout).not.toContain('created terraform_data.First');
    workspace.remove();
  });

  test('waits for the run of somebody else, and does not apply what that has overtaken', async () => {
    const gate = join(mkdtempSync(join(tmpdir(), 'gate-')), 'open');
    const resources = data('Web', command(`until test -e ${gate}; do sleep 0.1; done`));
    const { workspace, there } = given('queued', resources);
    const other = computer('queued', resources);
    const first = workspace.ship('up', 'queued', '--auto-approve');
    await until(() => there.turns.current !== undefined);
    const second = other.ship('up', 'queued', '--auto-approve');
    // It looks how many are before it.
    await until(() => hcp.calls.includes(`GET /api/v2/workspaces/${there.id}/runs`));
    writeFileSync(gate, '');
    expect(await second).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('queued  Waiting for 1 run(s) to finish before being queued...'),
      stderr: expect.stringContaining('Saved plan is stale'),
    });
    expect((await first).code).toBe(0);
    expect((await other.ship('up', 'queued', '--auto-approve')).stdout).toContain('queued  no changes');
    workspace.remove();
    other.remove();
  });
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await wait(50);
  }
}
