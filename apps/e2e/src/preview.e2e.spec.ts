import { join } from 'node:path';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Emulator, findEmulator, inventory } from '@laravel-ecs/aws-emulator';
import { Workspace } from './workspace';

/** Its preview's name has no hash: it could be a name as it is. */
const BRANCH = 'fix-login';
const NAME = 'pr-fix-login';

describe('The preview of a branch, on the ground that dev lays', () => {
  let workspace: Workspace;
  let emulator: Emulator;
  let before: readonly string[];

  beforeAll(async () => {
    workspace = new Workspace();
    await workspace.ship('up', 'dev', '--emulator');
    await workspace.ship('emulator', 'image', 'v1');
    const found = await findEmulator(join(workspace.directory, '.emulator'));
    if (!found) {
      throw new Error('the emulator is gone');
    }
    emulator = found;
    before = await inventory(emulator);
  });

  afterAll(() => workspace.remove());

  test('is made and released to by one command', async () => {
    const { stdout, stderr } = await workspace.ship('preview', 'up', BRANCH, '--tag', 'v1', '--emulator');
    expect(stderr).toBe('');
    expect(stdout).toContain('http://fix-login.preview.example.com');
  });

  test('has an empty plan, and dev has', async () => {
    expect(await workspace.planPreview(NAME)).toEqual([]);
    expect(await workspace.plan('dev')).toEqual([]);
  });

  test('has a rule at dev’s listener', async () => {
    const balancing = new ElasticLoadBalancingV2Client({
      endpoint: emulator.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'e2e', secretAccessKey: 'e2e' },
    });
    const { LoadBalancers = [] } = await balancing.send(new DescribeLoadBalancersCommand({ Names: ['laravel-dev'] }));
    const { Listeners = [] } = await balancing.send(
      new DescribeListenersCommand({ LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn }),
    );
    const { Rules = [] } = await balancing.send(new DescribeRulesCommand({ ListenerArn: Listeners[0]?.ListenerArn }));
    expect(
      Rules.flatMap(({ Conditions = [] }) =>
        Conditions.flatMap(({ HostHeaderConfig }) => HostHeaderConfig?.Values ?? []),
      ),
    ).toEqual(['fix-login.preview.example.com']);
  });

  test('is released to again, and rolled back, as an environment is', async () => {
    await workspace.ship('emulator', 'image', 'v2');
    await workspace.ship('preview', 'up', BRANCH, '--tag', 'v2', '--emulator');
    const { stdout } = await workspace.ship('rollback', NAME, '--emulator');
    expect(stdout).toContain('Going back to release 1, v1');
    expect(await workspace.planPreview(NAME)).toEqual([]);
  });

  test('keeps dev from being destroyed', async () => {
    await expect(workspace.ship('down', 'dev', '--emulator')).rejects.toThrow(
      `1 preview would lose what dev shares with them: ${NAME}. Take each down first, by npx ship preview down NAME`,
    );
  });

  test('is swept when its time is over, and nothing of it is left', async () => {
    // The workspace is no repository: its remote says nothing of branches.
    expect((await workspace.ship('preview', 'sweep', '--emulator')).stdout).toContain('No preview is over its time');
    const { stdout } = await workspace.shipLater(73, 'preview', 'sweep', '--emulator');
    expect(stdout).toContain(`${NAME} is gone.`);
    const left = (await inventory(emulator)).filter((each) => !before.includes(each));
    expect(left.filter((each) => !each.startsWith(`ecs:task-definition laravel-${NAME}-`))).toEqual([]);
    expect(await workspace.plan('dev')).toEqual([]);
  });
});
