import type { HcpEndpoint } from '@laravel-ecs/testing';
import { keepStatesInHcp } from './states-in-hcp';
import { Workspace } from './workspace';

describe('An environment whose Terraform runs in HCP Terraform', () => {
  let workspace: Workspace;
  let hcp: HcpEndpoint;

  beforeAll(async () => {
    workspace = new Workspace();
    await workspace.ship('emulator', 'start');
    hcp = await keepStatesInHcp(workspace, 'remote');
  });

  afterAll(async () => {
    await workspace.remove();
    await hcp.stop();
  });

  test('is made from nothing but what was sent, planned empty, and destroyed', async () => {
    await workspace.shell('npx ship state bootstrap');
    const up = await workspace.shell('npx ship up dev');
    expect(up.stdout).toContain('Second plan: no changes');
    const dev = hcp.workspaces.get('laravel-dev');
    expect(dev?.state).toContain('aws_ecs_service');
    expect(dev?.environment).toMatchObject({
      TFC_AWS_PLAN_ROLE_ARN: 'arn:aws:iam::123456789012:role/laravel-ci-drift-dev',
    });
    expect(new Set(hcp.configurations.flatMap(({ files }) => files))).toEqual(
      new Set(['.terraform.lock.hcl', 'cdk.tf.json']),
    );
    expect(hcp.configurations.map(({ text }) => text).join('\n')).not.toContain(hcp.token);

    const looked = await workspace.shell('npx ship plan dev --no-refresh --fail-on-changes');
    expect(looked.stdout).toContain('no changes');
    expect(hcp.runs.at(-1)?.options).toMatchObject({ planOnly: true, refresh: false });

    expect((await workspace.shell('npx cdktf diff dev')).stdout).toContain('No changes');
    expect((await workspace.shell('npx ship down dev')).stdout).toContain('dev is destroyed.');
    expect(JSON.parse(dev?.state ?? '')).toMatchObject({ resources: [] });
    expect(hcp.runs.map(({ status }) => status)).toEqual([
      'applied',
      'planned_and_finished',
      'planned_and_finished',
      'planned_and_finished',
      'applied',
    ]);
  });
});
