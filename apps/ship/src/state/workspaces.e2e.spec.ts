import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { emulatorEnvironment } from '@laravel-ecs/aws-emulator';
import { HcpEndpoint } from '@laravel-ecs/testing';
import { FixtureEmulator } from '../fixture-emulator';
import { FixtureWorkspace } from '../fixture-workspace';

const STACKS = { dev: { terraform_data: { Web: {} } }, shared: { terraform_data: { Images: {} } } };

let hcp: HcpEndpoint;

beforeAll(async () => {
  hcp = await HcpEndpoint.start();
});
afterAll(() => hcp.stop());

function workspace(state: object, token: string | undefined = hcp.token, more: NodeJS.ProcessEnv = {}) {
  const environment = { ...hcp.environment, ...hcp.loginWith(token), ...more };
  return new FixtureWorkspace(STACKS, { state: { kind: 'hcp', hostname: hcp.hostname, ...state }, environment });
}

describe('ship state bootstrap', () => {
  test('makes a workspace for each stack, once', async () => {
    const acme = workspace({ organization: 'acme', project: 'Shop', previewsProject: 'Shop previews' });
    const { code, stdout, stderr } = await acme.ship('state', 'bootstrap');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('shop-dev  made\nshop-shared  made\n');
    expect(hcp.workspaces.get('shop-dev')?.project).toBe('prj-Shop');
    // For those who may make workspaces in it, and no project.
    expect(hcp.projects).toContain('Shop previews');
    expect(hcp.workspaces.get('shop-dev')?.executionMode).toBe('local');
    expect((await acme.ship('state', 'bootstrap')).stdout).toContain('shop-dev  there already');
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

  test('changes nothing where Terraform is to run there, and nobody is signed in to AWS', async () => {
    hcp.make('shop-dev', 'local');
    const stranger = workspace({ organization: 'acme', execution: 'remote' }, hcp.token, {
      AWS_REGION: 'us-east-1',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
    });
    expect(await stranger.ship('state', 'bootstrap')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there are no AWS credentials'),
    });
    expect(hcp.workspaces.get('shop-dev')?.executionMode).toBe('local');
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

describe('ship state bootstrap, where Terraform runs in HCP Terraform', () => {
  let aws: FixtureEmulator;
  let acme: FixtureWorkspace;

  beforeAll(async () => {
    aws = await FixtureEmulator.start();
  });
  beforeEach(() => {
    hcp.workspaces.clear();
    const account = { ...emulatorEnvironment(aws.emulator), AWS_REGION: 'us-east-1' };
    acme = workspace({ organization: 'acme', execution: 'remote' }, hcp.token, account);
  });
  afterEach(() => acme.remove());
  afterAll(() => aws.stop());

  const signIn = {
    TFC_AWS_PROVIDER_AUTH: 'true',
    TFC_AWS_PLAN_ROLE_ARN: 'arn:aws:iam::123456789012:role/shop-ci-drift-dev',
    TFC_AWS_APPLY_ROLE_ARN: 'arn:aws:iam::123456789012:role/shop-ci-deploy-dev',
  };

  test('has its runs signed in to AWS by roles of their environment, once', async () => {
    expect(await acme.ship('state', 'bootstrap')).toEqual({
      code: 0,
      stderr: '',
      stdout: 'shop-dev  made\nshop-shared  made\n',
    });
    const dev = hcp.workspaces.get('shop-dev');
    expect(dev).toMatchObject({ executionMode: 'remote', terraformVersion: '1.11.4', environment: signIn });
    expect([...(dev?.variables.values() ?? [])].map(({ category }) => category)).toEqual(['env', 'env', 'env']);
    expect((await acme.ship('state', 'bootstrap')).stdout).toContain('shop-dev  there already');
    expect(dev?.variables.size).toBe(3);
  });

  test('leaves what all environments share to a person and their computer', async () => {
    await acme.ship('state', 'bootstrap');
    expect(hcp.workspaces.get('shop-shared')).toMatchObject({ executionMode: 'local', environment: {} });
  });

  test('brings back what was changed, and leaves variables alone that it has not set', async () => {
    const dev = hcp.make('shop-dev', 'local');
    dev.isStructured = false;
    dev.variables.set('var-1', { key: 'TFC_AWS_PLAN_ROLE_ARN', value: 'arn:aws:iam::1:role/x', category: 'env' });
    dev.variables.set('var-2', { key: 'COLOUR', value: 'red', category: 'env' });
    expect((await acme.ship('state', 'bootstrap')).stdout).toContain('shop-dev  changed');
    const environment = { ...signIn, COLOUR: 'red' };
    expect(dev).toMatchObject({ executionMode: 'remote', isStructured: true, environment });
  });

  test.each([
    ['1.10.5', '1.11.4'],
    ['1.14.0', '1.14.0'],
    ['latest', 'latest'],
  ])('has a workspace of Terraform %s run %s', async (before, after) => {
    const dev = hcp.make('shop-dev', 'remote');
    dev.terraformVersion = before;
    await acme.ship('state', 'bootstrap');
    expect(dev.terraformVersion).toBe(after);
  });
});

describe('ship up', () => {
  const up = async (state: object, token?: string) => {
    const acme = workspace({ organization: 'acme', ...state }, token);
    const ended = await acme.ship('up', 'dev', '--auto-approve');
    acme.remove();
    return ended;
  };

  beforeEach(() => {
    hcp.workspaces.clear();
    hcp.make('shop-shared', 'local');
  });

  test('makes no workspace that is missing', async () => {
    expect(await up({})).toMatchObject({
      code: 1,
      stderr: `✘ there is no workspace acme/shop-dev at ${hcp.hostname} that you may see: ship state bootstrap makes it\n`,
    });
    expect(hcp.workspaces.has('shop-dev')).toBe(false);
  });

  test.each([
    ['local', 'remote'],
    ['remote', 'local'],
  ] as const)('refuses a workspace that has Terraform run by %j and not by %j', async (there, execution) => {
    hcp.make('shop-dev', there);
    expect(await up({ execution })).toMatchObject({
      code: 1,
      stderr: `✘ acme/shop-dev has Terraform run by '${there}', and cdktf.json, context.state, means '${execution}': ship state bootstrap changes it\n`,
    });
    expect(hcp.runs).toEqual([]);
  });

  test('refuses a workspace that runs a Terraform that is too old', async () => {
    hcp.make('shop-dev', 'remote').terraformVersion = '1.10.5';
    expect(await up({ execution: 'remote' })).toMatchObject({
      code: 1,
      stderr:
        '✘ acme/shop-dev runs Terraform 1.10.5, which has no write-only arguments: ship state bootstrap changes it\n',
    });
    expect(hcp.runs).toEqual([]);
  });

  test('says how to log in again where the token has expired', async () => {
    hcp.make('shop-dev', 'local');
    expect(await up({}, 'expired')).toMatchObject({
      code: 1,
      stderr: `✘ ${hcp.hostname} does not take your token, which may have expired: terraform login ${hcp.hostname}\n`,
    });
  });

  test('leaves a state alone whose format came with a newer Terraform', async () => {
    const dev = hcp.make('shop-dev', 'local');
    const state = { version: 5, terraform_version: '2.0.0', serial: 7, lineage: 'x', outputs: {}, resources: [] };
    dev.put(Buffer.from(JSON.stringify(state)));
    expect(await up({})).toMatchObject({ code: 1, stderr: expect.stringMatching(/format\s+version\s+5/) });
    expect(dev.current?.serial).toBe(7);
  });

  test('writes no state over one that somebody has put there by hand meanwhile, and keeps its own', async () => {
    const dev = hcp.make('shop-dev', 'local');
    const acme = workspace({ organization: 'acme' });
    const slow = { 'local-exec': { command: `touch ${join(acme.directory, 'slow')}; sleep 2` } };
    acme.say({ dev: { terraform_data: { Web: { provisioner: [slow] } } } });
    const { ended } = acme.start('up', 'dev', '--auto-approve');
    await acme.appears('slow');
    dev.put(Buffer.from(JSON.stringify({ version: 4, serial: 50, lineage: 'by-hand', outputs: {}, resources: [] })));
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('errored.tfstate') });
    expect(dev.current?.serial).toBe(50);
    expect(existsSync(join(acme.directory, 'cdktf.out', 'stacks', 'dev', 'errored.tfstate'))).toBe(true);
    acme.remove();
  });

  test('says who has locked a workspace, which Terraform does not', async () => {
    hcp.make('shop-dev', 'local').lock('user-ann');
    expect(await up({})).toMatchObject({ code: 1, stderr: expect.stringContaining('ann has locked acme/shop-dev') });
  });
});
