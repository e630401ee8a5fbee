import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { HcpEndpoint } from '@laravel-ecs/testing';
import { fixtureStack } from './fixture-stack';

/** What is on HCP Terraform's machines, and not on the computer that starts a run. */
const MACHINES = { GREETING: 'from afar' };

let hcp: HcpEndpoint;

beforeAll(async () => {
  hcp = await HcpEndpoint.start({ machines: MACHINES });
});
afterAll(() => hcp.stop());

const INPUT = ['-input=false'] as const;
const APPROVED = [...INPUT, '-auto-approve'] as const;
const data = (input: string) => ({ terraform_data: { Web: { input } } });
const command = (line: string) => ({ terraform_data: { Web: { provisioner: [{ 'local-exec': { command: line } }] } } });

/** A stack whose Terraform runs in its workspace. */
async function remoteStack(name: string, resources: object) {
  const workspace = hcp.make(`shop-${name}`, 'remote');
  const terraform = fixtureStack(hcp, name, resources, 'remote');
  await terraform('init', ...INPUT);
  return { workspace, terraform };
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) {
    await wait(50);
  }
}

const runsOf = (name: string) => hcp.runs.filter(({ workspace }) => workspace.name === `shop-${name}`);

describe('A stack whose Terraform runs in HCP Terraform', () => {
  test('is planned, applied, planned empty, and destroyed', async () => {
    const { workspace, terraform } = await remoteStack('dev', data('one'));
    expect(await terraform('plan', ...INPUT, '-detailed-exitcode')).toMatchObject({
      code: 2,
      said: expect.stringContaining('Plan: 1 to add'),
    });
    expect(workspace.current).toBeUndefined();
    expect(await terraform('apply', ...APPROVED)).toMatchObject({
      code: 0,
      said: expect.stringContaining('Resources: 1 added'),
    });
    expect(workspace.state).toContain('"one"');
    expect(await terraform('plan', ...INPUT, '-detailed-exitcode')).toMatchObject({ code: 0 });
    expect(await terraform('destroy', ...APPROVED)).toMatchObject({ code: 0 });
    expect(JSON.parse(workspace.state ?? '')).toMatchObject({ resources: [] });
    expect(runsOf('dev').map(({ status }) => status)).toEqual([
      'planned_and_finished',
      'applied',
      'planned_and_finished',
      'applied',
    ]);
  });

  test('is planned by a run that can not be applied', async () => {
    const { terraform } = await remoteStack('speculative', data('one'));
    await terraform('plan', ...INPUT);
    expect(runsOf('speculative')).toMatchObject([{ options: { planOnly: true }, isConfirmable: false }]);
  });

  test('is applied by the plan that was saved, once', async () => {
    const { workspace, terraform } = await remoteStack('saved', data('one'));
    expect(await terraform('plan', ...INPUT, '-out=plan.out')).toMatchObject({ code: 0 });
    const { said } = await terraform('show', '-json', 'plan.out');
    expect(JSON.parse(said)).toMatchObject({ resource_changes: [{ address: 'terraform_data.Web' }] });
    expect(await terraform('apply', ...INPUT, 'plan.out')).toMatchObject({ code: 0 });
    expect(workspace.state).toContain('"one"');
    expect(await terraform('apply', ...INPUT, 'plan.out')).toMatchObject({
      code: 1,
      said: expect.stringContaining('Saved plan is already applied'),
    });
  });

  test('is not applied by a plan that another apply has overtaken', async () => {
    const { terraform } = await remoteStack('overtaken', data('one'));
    await terraform('plan', ...INPUT, '-out=plan.out');
    await terraform('apply', ...APPROVED);
    expect(await terraform('apply', ...INPUT, 'plan.out')).toMatchObject({
      code: 1,
      said: expect.stringContaining('Saved plan is discarded'),
    });
  });

  test('sends its configuration and nothing else, whatever lies beside that', async () => {
    const { terraform } = await remoteStack('alone', data('one'));
    terraform.write('errored.tfstate', '{"secret": "left behind"}');
    terraform.write('terraform.tfvars', 'token = "secret"');
    terraform.write('.terraform.lock.hcl', '# versions of providers\n');
    expect(await terraform('plan', ...INPUT)).toMatchObject({ code: 0 });
    const sent = hcp.configurations.at(-1);
    expect(sent?.files).toEqual(['.terraform.lock.hcl', 'cdk.tf.json']);
    expect(sent?.text).not.toContain(hcp.token);
  });

  test('runs in a folder that holds nothing else, with the variables of its workspace', async () => {
    const { workspace, terraform } = await remoteStack('clean', command('echo "$GREETING, $COLOUR"; ls -A'));
    workspace.variables.set('var-1', { key: 'COLOUR', value: 'red', category: 'env' });
    const { code, said } = await terraform.with({ GREETING: 'from here' }, 'apply', ...APPROVED);
    expect(code).toBe(0);
    const lines = [...said.matchAll(/\(local-exec\): (.*)/g)].map(([, line]) => line);
    expect(lines).toEqual(expect.arrayContaining(['from afar, red', 'cdk.tf.json']));
    expect(lines.filter((line) => /node_modules|package.json|\.git/.test(line ?? ''))).toEqual([]);
  });

  test('loses nothing where the upload of its configuration breaks half-way', async () => {
    const { workspace, terraform } = await remoteStack('broken', data('one'));
    await terraform('apply', ...APPROVED);
    const before = workspace.state;
    hcp.brokenUploads = 1;
    expect(await terraform('plan', ...INPUT, '-detailed-exitcode')).toMatchObject({ code: 0 });
    expect(hcp.brokenUploads).toBe(0);
    expect(workspace.state).toBe(before);
  });

  test('shows what a failed run said, and keeps what was made before it failed', async () => {
    const { workspace, terraform } = await remoteStack('failed', {
      terraform_data: {
        Good: {},
        Bad: { depends_on: ['terraform_data.Good'], provisioner: [{ 'local-exec': { command: 'exit 7' } }] },
      },
    });
    const { code, said } = await terraform('apply', ...APPROVED);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('exit status 7') });
    expect(said).toContain('with terraform_data.Bad');
    expect(workspace.state).toContain('"Good"');
    expect(runsOf('failed').map(({ status }) => status)).toEqual(['errored']);
  });

  test('shows what is wrong with it where it can not be planned', async () => {
    const { terraform } = await remoteStack('wrong', { terraform_data: { Web: { colour: 'red' } } });
    const { code, said } = await terraform('plan', ...INPUT);
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('"colour"') });
  });

  test('waits for the run before it', async () => {
    const gate = join(mkdtempSync(join(tmpdir(), 'gate-')), 'open');
    const { workspace, terraform } = await remoteStack('queued', command(`until test -e ${gate}; do sleep 0.1; done`));
    const first = terraform('apply', ...APPROVED);
    await until(() => workspace.turns.current !== undefined);
    const second = terraform('apply', ...APPROVED);
    // It looks how many are before it.
    await until(() => hcp.calls.includes(`GET /api/v2/workspaces/${workspace.id}/runs`));
    writeFileSync(gate, '');
    expect(await second).toMatchObject({ code: 0, said: expect.stringContaining('Waiting for 1 run(s) to finish') });
    expect(await first).toMatchObject({ code: 0 });
    expect(runsOf('queued').map(({ status }) => status)).toEqual(['applied', 'planned_and_finished']);
  });

  test('waits until its workspace is unlocked', async () => {
    const { workspace, terraform } = await remoteStack('locked', data('one'));
    workspace.lock('user-ann');
    const ended = terraform('apply', ...APPROVED);
    const looks = () => hcp.calls.filter((call) => call === `GET /api/v2/runs/${runsOf('locked')[0]?.id}`);
    await until(() => looks().length > 2);
    expect(runsOf('locked').map(({ status }) => status)).toEqual(['pending']);
    workspace.lock(undefined);
    expect(await ended).toMatchObject({
      code: 0,
      said: expect.stringContaining('Waiting for the manually locked workspace to be unlocked'),
    });
  });
});
