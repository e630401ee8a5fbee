import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HcpEndpoint } from '@laravel-ecs/testing';
import { FixtureWorkspace } from '../fixture-workspace';

let hcp: HcpEndpoint;

beforeAll(async () => {
  hcp = await HcpEndpoint.start();
});
afterAll(() => hcp.stop());

/** A workspace whose states are on this computer, and a file that says so. */
async function given(stack: string) {
  const resources = { [stack]: { terraform_data: { Web: { input: 'one' } } } };
  const workspace = new FixtureWorkspace(resources, { environment: hcp.environment });
  const before = join(workspace.directory, 'before.json');
  writeFileSync(before, '{}');
  await workspace.ship('up', stack, '--auto-approve');
  const state = () => readFileSync(join(workspace.directory, `${stack}.tfstate`), 'utf8');
  return { workspace, before, state };
}

const toHcp = () => ({ kind: 'hcp', hostname: hcp.hostname, organization: 'acme' });

describe('ship state migrate', () => {
  test('copies states, once, and leaves the old ones; the next plan is empty', async () => {
    const { workspace, before, state } = await given('dev');
    const old = state();
    hcp.make('shop-dev', 'local');
    workspace.setState(toHcp());
    const { code, stdout, stderr } = await workspace.ship('state', 'migrate', '--from', before);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('dev  moved');
    const { resources } = JSON.parse(old) as { resources: unknown };
    expect(JSON.parse(hcp.workspaces.get('shop-dev')?.state ?? '')).toMatchObject({ resources });
    expect(state()).toBe(old);
    expect((await workspace.ship('state', 'migrate', '--from', before)).stdout).toContain('dev  there already');
    expect((await workspace.ship('up', 'dev', '--auto-approve')).stdout).toContain('dev  no changes');
    workspace.remove();
  });

  test('makes no workspace that is missing', async () => {
    const { workspace, before } = await given('missing');
    workspace.setState(toHcp());
    expect(await workspace.ship('state', 'migrate', '--from', before)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no workspace acme/shop-missing'),
    });
    expect(hcp.workspaces.has('shop-missing')).toBe(false);
    workspace.remove();
  });

  test('touches nothing where another state is there', async () => {
    const { workspace, before, state } = await given('taken');
    const old = state();
    const other = Buffer.from(JSON.stringify({ ...JSON.parse(old), lineage: 'another', resources: [] }));
    const there = hcp.make('shop-taken', 'local');
    there.put(other);
    workspace.setState(toHcp());
    expect(await workspace.ship('state', 'migrate', '--from', before)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('taken: another state is there already'),
    });
    expect(there.state).toBe(other.toString());
    expect(state()).toBe(old);
    workspace.remove();
  });

  test('leaves a workspace alone that runs a newer Terraform', async () => {
    const { workspace, before } = await given('newer');
    const there = hcp.make('shop-newer', 'remote');
    there.terraformVersion = '1.99.0';
    workspace.setState({ ...toHcp(), execution: 'remote' });
    expect(await workspace.ship('state', 'migrate', '--from', before)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('1.99.0'),
    });
    expect(there.current).toBeUndefined();
    workspace.remove();
  });

  test('moves states to where Terraform runs, and back', async () => {
    const { workspace, before } = await given('far');
    hcp.make('shop-far', 'remote');
    workspace.setState({ ...toHcp(), execution: 'remote' });
    expect((await workspace.ship('state', 'migrate', '--from', before)).stdout).toContain('far  moved');
    expect(await workspace.ship('up', 'far', '--auto-approve')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('far  no changes'),
    });
    writeFileSync(before, JSON.stringify({ context: { state: { ...toHcp(), execution: 'remote' } } }));
    workspace.setState();
    rmSync(join(workspace.directory, 'far.tfstate'));
    expect((await workspace.ship('state', 'migrate', '--from', before)).stdout).toContain('far  moved');
    expect((await workspace.ship('up', 'far', '--auto-approve')).stdout).toContain('far  no changes');
    workspace.remove();
  });

  test('needs another place than before', async () => {
    const { workspace, before } = await given('same');
    expect(await workspace.ship('state', 'migrate', '--from', before)).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('states are kept as before (local)'),
    });
    expect(await workspace.ship('state', 'migrate')).toMatchObject({
      code: 64,
      stderr: expect.stringContaining('git has no cdktf.json of a last commit'),
    });
    workspace.remove();
  });
});
