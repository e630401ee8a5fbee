import { HcpEndpoint } from '@laravel-ecs/testing';
import { fixtureStack } from './fixture-stack';

let hcp: HcpEndpoint;

beforeAll(async () => {
  hcp = await HcpEndpoint.start();
});
afterAll(() => hcp.stop());

const stackOf = (name: string, resources: object) => fixtureStack(hcp, name, resources);

const INPUT = ['-input=false'] as const;
const data = (input: string) => ({ terraform_data: { Web: { input } } });

describe('A stack whose state is in a workspace', () => {
  test('is initialised, applied, planned empty, and destroyed', async () => {
    const terraform = stackOf('dev', data('one'));
    expect(await terraform('init', ...INPUT)).toMatchObject({ code: 0 });
    expect([...hcp.workspaces.keys()]).toEqual(['shop-dev']);
    expect(await terraform('apply', ...INPUT, '-auto-approve')).toMatchObject({ code: 0 });
    expect(hcp.workspaces.get('shop-dev')?.state).toContain('"one"');
    expect(await terraform('plan', ...INPUT, '-detailed-exitcode')).toMatchObject({ code: 0 });
    expect(await terraform('destroy', ...INPUT, '-auto-approve')).toMatchObject({ code: 0 });
    expect(JSON.parse(hcp.workspaces.get('shop-dev')?.state ?? '')).toMatchObject({ resources: [] });
  });

  test('is not touched while another has its lock', async () => {
    const terraform = stackOf('locked', data('one'));
    await terraform('init', ...INPUT);
    const workspace = hcp.workspaces.get('shop-locked');
    Object.assign(workspace ?? {}, { lockedBy: 'user-ann' });
    const { code, said } = await terraform('apply', ...INPUT, '-auto-approve', '-lock-timeout=0s');
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('workspace already locked') });
    expect(workspace?.versions).toEqual([]);
  });

  test('is uploaded again where that breaks half-way', async () => {
    const terraform = stackOf('broken', data('one'));
    await terraform('init', ...INPUT);
    hcp.brokenUploads = 2;
    expect(await terraform('apply', ...INPUT, '-auto-approve')).toMatchObject({ code: 0 });
    expect(hcp.brokenUploads).toBe(0);
    expect(await terraform('plan', ...INPUT, '-detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('is kept in a file, to be pushed later, where it can not be uploaded', async () => {
    const terraform = stackOf('refused', data('one'));
    await terraform('init', ...INPUT);
    hcp.refusesUploads = true;
    const { code, said } = await terraform('apply', ...INPUT, '-auto-approve');
    hcp.refusesUploads = false;
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('errored.tfstate') });
    expect(hcp.workspaces.get('shop-refused')?.current).toBeUndefined();
    // Terraform keeps the lock meanwhile, so that nobody plans with what is not there.
    expect(await terraform('plan', ...INPUT)).toMatchObject({ code: 1 });
    expect(await terraform('force-unlock', '-force', 'acme/shop-refused')).toMatchObject({ code: 0 });
    expect(await terraform('state', 'push', 'errored.tfstate')).toMatchObject({ code: 0 });
    expect(await terraform('plan', ...INPUT, '-detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('needs a token that has not expired', async () => {
    const terraform = stackOf('stranger', data('one'));
    const { code, said } = await terraform.with(hcp.loginWith('expired'), 'init', ...INPUT);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/unauthorized|credentials/i) });
    expect(hcp.workspaces.has('shop-stranger')).toBe(false);
  });

  test('of a workspace that runs a newer Terraform is not written to by an older one', async () => {
    const terraform = stackOf('newer', data('one'));
    hcp.make('shop-newer', 'remote').terraformVersion = '1.99.0';
    await terraform('init', ...INPUT);
    terraform.write(
      'by-hand.tfstate',
      JSON.stringify({ version: 4, serial: 1, lineage: 'x', outputs: {}, resources: [] }),
    );
    const { code, said } = await terraform('state', 'push', 'by-hand.tfstate');
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('1.99.0') });
  });

  test('does not take in a state of another serial', async () => {
    const terraform = stackOf('serial', data('one'));
    await terraform('init', ...INPUT);
    await terraform('apply', ...INPUT, '-auto-approve');
    const workspace = hcp.workspaces.get('shop-serial');
    const { serial, ...state } = JSON.parse(workspace?.state ?? '') as { serial: number };
    terraform.write('by-hand.tfstate', JSON.stringify({ ...state, serial: serial - 1, outputs: {} }));
    const { code, said } = await terraform('state', 'push', 'by-hand.tfstate');
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('serial') });
    expect(workspace?.current?.serial).toBe(serial);
  });
});
