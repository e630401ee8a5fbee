import { Workspace } from './workspace';

describe("CDKTF's own command", () => {
  let workspace: Workspace;

  beforeAll(async () => {
    workspace = new Workspace();
    await workspace.ship('emulator', 'start');
  });

  afterAll(() => workspace.remove());

  test('lists every environment', async () => {
    const { stdout } = await workspace.shell('npx cdktf list');
    for (const stack of ['shared', 'dev', 'staging', 'prod', 'local']) {
      expect(stdout).toMatch(new RegExp(`^${stack} `, 'm'));
    }
  });

  test('deploys as it would on AWS, and leaves nothing to change', async () => {
    const { stdout } = await workspace.shell(
      'npx cdktf deploy shared --auto-approve && npx cdktf deploy dev --auto-approve',
    );
    expect(stdout).toContain('url = http://laravel-dev');
    expect(await workspace.plan('dev')).toEqual([]);
  });
});
