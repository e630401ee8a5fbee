import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HcpEndpoint } from '@laravel-ecs/testing';
import { FixtureWorkspace, type Resources } from '../fixture-workspace';

const data = (name: string, properties: object = {}): Resources => ({ terraform_data: { [name]: properties } });
const kept = (properties: object): object => ({ ...properties, lifecycle: { prevent_destroy: true } });

let workspace: FixtureWorkspace;

afterEach(() => workspace.remove());

/** A workspace that is deployed and committed. */
async function deployed(stacks: Readonly<Record<string, Resources>>): Promise<void> {
  workspace = new FixtureWorkspace(stacks);
  workspace.commit();
  for (const stack of Object.keys(stacks)) {
    expect(await workspace.ship('up', stack, '--auto-approve')).toMatchObject({ code: 0 });
  }
}

describe('ship plan', () => {
  test('says in words what would be added, changed, replaced and destroyed, and no value', async () => {
    await deployed({
      dev: { terraform_data: { Gone_0A1B2C3D: {}, Web: { input: 'old secret' }, Key: { triggers_replace: 'one' } } },
    });
    workspace.say({
      dev: { terraform_data: { New_0A1B2C3D: {}, Web: { input: 'new secret' }, Key: { triggers_replace: 'two' } } },
    });
    const { code, stdout, stderr } = await workspace.ship('plan', 'dev');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(
      [
        'dev  1 added, 1 changed, 1 replaced, 1 destroyed',
        '  + terraform_data.New',
        '  ~ terraform_data.Web: input',
        '  ± terraform_data.Key, forced by triggers_replace',
        '  - terraform_data.Gone',
      ].join('\n'),
    );
    expect(stdout).not.toMatch(/secret|two/);
  });

  test('plans all that are on AWS and stay, and makes none of them', async () => {
    const stacks = { dev: data('A'), local: data('B'), 'pr-7': data('C'), preview: data('D'), prod: data('E') };
    workspace = new FixtureWorkspace(stacks);
    const { stdout } = await workspace.ship('plan');
    expect([...stdout.matchAll(/^(\S+) {2}1 added$/gm)].map(([, name]) => name)).toEqual(['dev', 'prod']);
    expect(existsSync(join(workspace.directory, 'dev.tfstate'))).toBe(false);
  });

  test('says so where nothing would change', async () => {
    await deployed({ dev: data('Web') });
    expect(await workspace.ship('plan', '--fail-on-changes')).toEqual({
      code: 0,
      stdout: 'dev  no changes\n',
      stderr: '',
    });
  });

  test('is in nobody’s way: a state that is locked can be looked at', async () => {
    await deployed({ dev: data('Web') });
    const lock = { ID: 'x', Operation: 'OperationTypeApply', Who: 'ann', Created: '2026-01-01T00:00:00Z' };
    writeFileSync(join(workspace.directory, '.dev.tfstate.lock.info'), JSON.stringify(lock));
    expect(await workspace.ship('plan')).toMatchObject({ code: 0 });
  });

  test('takes what is there as the last deploy left it, where it is told to', async () => {
    await deployed({ dev: data('Web') });
    workspace.standIn('terraform', `echo "$*" >> said\nexec "$REAL" "$@"`);
    expect(await workspace.ship('plan', '--no-refresh')).toMatchObject({ code: 0 });
    const said = readFileSync(join(workspace.directory, 'cdktf.out/stacks/dev/said'), 'utf8');
    expect(said).toMatch(/^plan .*-lock=false .*-refresh=false /m);
  });

  test('ends with 2 for changes, where they are to be a failure', async () => {
    await deployed({ dev: data('Web'), prod: data('Web') });
    workspace.say({ dev: data('Web'), prod: data('Other') });
    expect(await workspace.ship('plan', '--fail-on-changes')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('✘ prod: not as the files say. Somebody changed it by hand, or what was merged'),
    });
  });

  test('hands its answer to a program', async () => {
    workspace = new FixtureWorkspace({ dev: data('Web_0A1B2C3D') });
    const { stdout, stderr } = await workspace.ship('plan', '--json');
    expect(JSON.parse(stdout)).toEqual({
      environments: [
        {
          environment: 'dev',
          planned: true,
          added: [{ address: 'terraform_data.Web', attributes: [] }],
          changed: [],
          replaced: [],
          destroyed: [],
          losses: [],
        },
      ],
    });
    expect(stderr).toBe('dev  1 added\n  + terraform_data.Web\n');
  });

  test('plans the others where one can not be planned', async () => {
    workspace = new FixtureWorkspace({
      dev: data('Web', { input: '${terraform_data.Missing.id}' }),
      prod: data('Web'),
    });
    const { code, stdout, stderr } = await workspace.ship('plan');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining('✘ dev: terraform plan failed') });
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toContain('dev  could not be planned\nprod  1 added');
  });

  test('is over where it is interrupted, and says nothing of what it was about', async () => {
    workspace = new FixtureWorkspace({ dev: data('Web') });
    const began = join(workspace.directory, 'began');
    workspace.standIn(
      'terraform',
      `[ "$1" = plan ] || exec "$REAL" "$@"\ntrap 'exit 1' INT\ntouch ${began}\nwhile :; do sleep 0.1; done`,
    );
    const { child, ended } = workspace.start('plan');
    await workspace.appears('began');
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect({ code, stderr }).toEqual({ code: 130, stderr: expect.stringContaining('✘ Interrupted') });
    expect(stdout).not.toContain('could not be planned');
  });

  test.each([
    [['prood', '--affected'], 64, '', "there is no environment 'prood': there are dev, prod"],
    [['prod', '--affected'], 0, 'This change reaches none of prod: Terraform has nothing to do.', ''],
    [['dev', 'prod', '--affected'], 0, 'dev  1 added', ''],
  ])('takes of %j those that the change reaches', async (words, code, stdout, stderr) => {
    workspace = new FixtureWorkspace({ dev: data('Web'), prod: data('Web') });
    workspace.standInForNx('["dev"]');
    expect(await workspace.ship('plan', ...words)).toMatchObject({
      code,
      stdout: expect.stringContaining(stdout),
      stderr: expect.stringContaining(stderr),
    });
  });

  test.each([
    [['devv'], 64, "there is no environment 'devv': there are dev"],
    [['dev', '--comment'], 64, '--comment is for a pipeline of a request'],
    [['dev', '--role', 'arn:aws:iam::1:role/x-ENV'], 64, '--role needs a token that says who the job is'],
    [['--affected'], 1, "Nx can't tell what the change reaches"],
  ])('refuses %j', async (words, code, message) => {
    workspace = new FixtureWorkspace({ dev: data('Web') });
    expect(await workspace.ship('plan', ...words)).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });
});

describe('ship plan with states in HCP Terraform', () => {
  const given = async (execution: string): Promise<HcpEndpoint> => {
    const hcp = await HcpEndpoint.start();
    const home = mkdtempSync(join(tmpdir(), 'home-'));
    mkdirSync(join(home, '.terraform.d'));
    const credentials = JSON.stringify({ credentials: { [hcp.hostname]: { token: hcp.token } } });
    writeFileSync(join(home, '.terraform.d', 'credentials.tfrc.json'), credentials);
    const state = { kind: 'hcp', hostname: hcp.hostname, organization: 'acme', execution };
    const environment = { ...hcp.environment, HOME: home };
    workspace = new FixtureWorkspace({ dev: data('Web', { triggers_replace: 'one' }) }, { state, environment });
    return hcp;
  };

  test('makes no workspace by the way', async () => {
    const hcp = await given('local');
    expect(await workspace.ship('plan')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('there is no workspace acme/shop-dev'),
    });
    expect(hcp.workspaces.size).toBe(0);
    await hcp.stop();
  });

  test('plans where Terraform runs on this computer', async () => {
    const hcp = await given('local');
    await workspace.ship('state', 'bootstrap');
    expect((await workspace.ship('up', 'dev', '--auto-approve')).stdout).toContain('created terraform_data.Web');
    workspace.say({ dev: data('Web', { triggers_replace: 'two' }) });
    expect(await workspace.ship('plan')).toEqual({
      code: 0,
      stdout: 'dev  1 replaced\n  ± terraform_data.Web, forced by triggers_replace\n',
      stderr: '',
    });
    await hcp.stop();
  });

  test('leaves no plan behind that somebody could apply, where Terraform runs there', async () => {
    const hcp = await given('remote');
    hcp.make('shop-dev', 'remote');
    const version = `[ "$1" != version ] || echo '{"terraform_version":"1.11.4"}'`;
    workspace.standIn('terraform', `${version}\necho "$*" >> said`);
    expect(await workspace.ship('plan')).toMatchObject({ code: 0, stdout: 'dev  no changes\n' });
    expect(readFileSync(join(workspace.directory, 'cdktf.out/stacks/dev/said'), 'utf8')).not.toContain('-out');
    await hcp.stop();
  });

  test.each([
    ['it says so', 0, 'dev is protected'],
    ['it may not be read', 1, 'dev may be protected'],
  ])('asks the state there whether what would be lost is protected: %s', async (_, code, said) => {
    const hcp = await given('remote');
    hcp.make('shop-dev', 'remote');
    const change = { resource: { addr: 'aws_db_instance.Db', resource_type: 'aws_db_instance' }, action: 'delete' };
    const state = '{"values":{"root_module":{"resources":[{"values":{"deletion_protection":true}}]}}}';
    const script = [
      'case $1 in',
      `version) echo '{"terraform_version":"1.11.4"}' ;;`,
      `plan) echo '${JSON.stringify({ type: 'planned_change', change })}'; exit 2 ;;`,
      `show) echo '${state}'; exit ${code} ;;`,
      'esac',
    ].join('\n');
    workspace.standIn('terraform', script);
    expect(await workspace.ship('plan')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining(`${said}, and would lose`),
    });
    await hcp.stop();
  });
});

describe('What would destroy data of a protected environment', () => {
  const prod = (database: object, web: object = {}): Record<string, Resources> => ({
    dev: data('Web'),
    prod: { terraform_data: { Db: database, Web: web } },
  });

  test('ends with 7, and names the line that does it and no other', async () => {
    await deployed(prod(kept({ triggers_replace: 'mysql', input: 'a' })));
    workspace.say(prod(kept({ triggers_replace: 'mariadb', input: 'b' }), { input: 'c' }));
    const { code, stdout, stderr } = await workspace.ship('plan');
    expect({ code, stderr: stderr.split('\n').slice(0, 2) }).toEqual({
      code: 7,
      stderr: [
        '✘ prod is protected, and would lose terraform_data.Db (replaced, forced by triggers_replace):',
        `  stacks.json:10: - "triggers_replace": "mysql", - "input": "a", + "triggers_replace": "mariadb", + "input": "b",`,
      ],
    });
    expect(stdout).toContain('  ± terraform_data.Db, forced by triggers_replace');
    expect(stdout).toContain('  ~ terraform_data.Web: input');
  });

  test('is found where it is taken away altogether', async () => {
    await deployed(prod(kept({})));
    workspace.say({ dev: data('Web'), prod: data('Web') });
    expect(await workspace.ship('plan', 'prod')).toMatchObject({
      code: 7,
      stderr: expect.stringMatching(/would lose terraform_data\.Db \(destroyed\):\n {2}stacks\.json:\d+: - "Db": \{/),
    });
  });

  test('is found where the same change lifts the protection', async () => {
    await deployed(prod(kept({ triggers_replace: 'mysql' })));
    workspace.say(prod({ triggers_replace: 'mariadb' }));
    expect(await workspace.ship('plan', 'prod')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('"triggers_replace": "mariadb"'),
    });
  });

  test('is found through what the resource refers to', async () => {
    const at = (zone: string) => ({
      prod: {
        terraform_data: {
          Group: { triggers_replace: zone },
          Db: kept({ triggers_replace: '${terraform_data.Group.id}' }),
        },
      },
    });
    await deployed(at('a'));
    workspace.say(at('b'));
    expect(await workspace.ship('plan', 'prod')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('- "triggers_replace": "a" + "triggers_replace": "b"'),
    });
  });

  test('is told without the line where git does not know what was before', async () => {
    await deployed(prod(kept({ triggers_replace: 'mysql' })));
    workspace.say(prod(kept({ triggers_replace: 'mariadb' })));
    expect(await workspace.ship('plan', 'prod', '--base', 'nowhere')).toMatchObject({
      code: 7,
      stderr: expect.stringContaining('forced by triggers_replace):\n  the line that does it could not be found\n'),
    });
  });

  describe('as AWS has it', () => {
    /** A database in what Terraform says that needs no provider, whose `input` is what protects it. */
    async function deployedOnAws(isProtected: boolean | null): Promise<void> {
      await deployed(prod({ input: isProtected }));
      const script = [
        `"$REAL" "$@" > said`,
        'code=$?',
        `sed 's/terraform_data\\([."]*\\)Db/aws_db_instance\\1Db/g; s/"input":/"deletion_protection":/g' said`,
        'exit $code',
      ].join('\n');
      workspace.standIn('terraform', script);
      workspace.say({ dev: data('Web'), prod: data('Web') });
    }

    test('is found where what lifts the protection was merged and never deployed', async () => {
      await deployedOnAws(true);
      expect(await workspace.ship('plan', 'prod', '--base', 'main')).toMatchObject({
        code: 7,
        stderr: expect.stringContaining('✘ prod is protected, and would lose aws_db_instance.Db (destroyed):'),
      });
    });

    const first = '0'.repeat(40);

    test('is taken for lost where it can’t be known whether it is protected', async () => {
      await deployedOnAws(null);
      expect(await workspace.ship('plan', 'prod', '--base', 'main')).toMatchObject({ code: 0 });
      expect(await workspace.ship('plan', 'prod', '--base', first)).toMatchObject({
        code: 7,
        stderr: expect.stringContaining(
          `✘ prod may be protected, and would lose aws_db_instance.Db (destroyed):\n  git does not know '${first}', or it can't be synthesised: say by --base`,
        ),
      });
    });

    test('goes where it is not protected', async () => {
      await deployedOnAws(false);
      expect(await workspace.ship('plan', 'prod', '--base', first)).toMatchObject({ code: 0 });
    });
  });

  test('is no failure where nothing is protected', async () => {
    await deployed(prod({ triggers_replace: 'mysql' }));
    workspace.say(prod({ triggers_replace: 'mariadb' }));
    expect(await workspace.ship('plan', 'prod')).toMatchObject({ code: 0 });
  });
});
