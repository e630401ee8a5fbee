import { HcpEndpoint } from '@laravel-ecs/testing';
import { FixtureWorkspace } from '../fixture-workspace';

jest.setTimeout(60_000);

const STACKS = { dev: { terraform_data: { Web: {} } }, shared: { terraform_data: { Images: {} } } };

let hcp: HcpEndpoint;

beforeAll(async () => {
  hcp = await HcpEndpoint.start();
});
afterAll(() => hcp.stop());

function workspace(state: object, token: string | undefined = hcp.token): FixtureWorkspace {
  const environment = { ...hcp.environment, ...hcp.loginWith(token) };
  return new FixtureWorkspace(STACKS, { state: { kind: 'hcp', hostname: hcp.hostname, ...state }, environment });
}

describe('ship state bootstrap', () => {
  test('makes a workspace for each stack, once', async () => {
    const acme = workspace({ organization: 'acme', project: 'Shop' });
    const { code, stdout, stderr } = await acme.ship('state', 'bootstrap');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('shop-dev  made\nshop-shared  made\n');
    expect(hcp.projects).toContain('Shop');
    expect((await acme.ship('state', 'bootstrap')).stdout).toContain('shop-dev  there already');
    acme.setState({ kind: 'hcp', hostname: hcp.hostname, organization: 'acme', execution: 'remote' });
    expect((await acme.ship('state', 'bootstrap')).stdout).toContain('shop-dev  changed');
    expect(hcp.workspaces.get('shop-dev')?.executionMode).toBe('remote');
    acme.remove();
  });

  test.each([
    [{ organization: 'nobody' }, undefined, "there is no organization 'nobody' at localhost:"],
    [
      { organization: 'acme' },
      'expired',
      'does not take your token, which may have expired: terraform login localhost:',
    ],
    [{ organization: 'acme' }, '', 'nobody is logged in to localhost:'],
    [{ organization: 'acme', colour: 'red' }, undefined, 'cdktf.json, context.state is not valid:\n  - colour'],
    [{ organization: 'acme', hostname: 'localhost:1' }, undefined, 'nobody is logged in to localhost:1'],
  ])('refuses %j with the token %p', async (state, token, message) => {
    const stranger = workspace(state, token);
    const { code, stdout, stderr } = await stranger.ship('state', 'bootstrap');
    expect({ code, said: stdout + stderr }).toEqual({ code: 1, said: expect.stringContaining(message) });
    expect(stderr).not.toMatch(/^\s+at /m);
    stranger.remove();
  });

  test('has nothing to make where states are kept on this computer', async () => {
    const here = new FixtureWorkspace(STACKS);
    expect(await here.ship('state', 'bootstrap')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('States are kept on this computer'),
    });
    here.remove();
  });
});

test('Who has locked a workspace is told, which Terraform does not', async () => {
  const acme = workspace({ organization: 'acme', execution: 'local' });
  await acme.ship('state', 'bootstrap');
  const locked = hcp.workspaces.get('shop-dev');
  Object.assign(locked ?? {}, { lockedBy: 'user-ann' });
  const { code, stderr } = await acme.ship('up', 'dev', '--auto-approve');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('ann has locked acme/shop-dev') });
  acme.remove();
});
