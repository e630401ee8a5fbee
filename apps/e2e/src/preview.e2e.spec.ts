import { join } from 'node:path';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { boundaryPermissions, policyDocument } from '@laravel-ecs/access';
import { type Emulator, findEmulator, inventory, recordCalls, recordedCalls } from '@laravel-ecs/aws-emulator';
import { parseShared } from '@laravel-ecs/config';
import { givenWithin, rolesPermitted } from './within-boundary';
import { Workspace } from './workspace';

/** Its preview's name has no hash: it could be a name as it is. */
const BRANCH = 'fix-login';
const NAME = 'pr-fix-login';

const ACCOUNT = { region: 'us-east-1', accountId: '123456789012' };
const { ci } = parseShared(
  { name: 'shared', aws: { region: ACCOUNT.region }, ci: { github: { repository: 'acme/shop' }, previews: 'dev' } },
  'shared.ts',
);
const place = { partition: 'aws', project: 'laravel', stateBucket: 'acme-states', ...ACCOUNT };
const boundary = policyDocument(ci ? boundaryPermissions(place, ci) : []);

describe('The preview of a branch, on the ground that dev lays', () => {
  let workspace: Workspace;
  let emulator: Emulator;
  let before: readonly string[];
  let roles: readonly string[];

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
    await recordCalls(emulator);
    const { stdout, stderr } = await workspace.ship('preview', 'up', BRANCH, '--tag', 'v1', '--emulator');
    roles = rolesPermitted(await recordedCalls(emulator));
    expect(stderr).toBe('');
    expect(stdout).toContain('http://fix-login.preview.example.com');
  });

  test('has roles whose rights, such as reading the password of dev’s database, are all within the boundary', async () => {
    const credentials = { accessKeyId: 'e2e', secretAccessKey: 'e2e' };
    const configuration = { endpoint: emulator.endpoint, region: ACCOUNT.region, credentials };
    const { all, lost } = await givenWithin(boundary, roles, configuration, ACCOUNT);
    expect(all).toContainEqual(
      expect.stringMatching(
        /^laravel-pr-fix-login-database-execution: secretsmanager:GetSecretValue on .*:laravel\/dev\/database-\w+$/,
      ),
    );
    expect(lost).toEqual([]);
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
