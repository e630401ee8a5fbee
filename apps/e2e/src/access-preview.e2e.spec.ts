import { join } from 'node:path';
import { boundaryPermissions, policyDocument } from '@laravel-ecs/access';
import { type Emulator, findEmulator, recordCalls, recordedCalls } from '@laravel-ecs/aws-emulator';
import { parseShared } from '@laravel-ecs/config';
import { givenWithin, rolesPermitted } from './within-boundary';
import { Workspace } from './workspace';

const ACCOUNT = { region: 'us-east-1', accountId: '123456789012' };
const { ci } = parseShared(
  { name: 'shared', aws: { region: ACCOUNT.region }, ci: { github: { repository: 'acme/shop' }, previews: 'dev' } },
  'shared.ts',
);
const place = { partition: 'aws', project: 'laravel', stateBucket: 'acme-states', ...ACCOUNT };
const boundary = policyDocument(ci ? boundaryPermissions(place, ci) : []);

describe('Roles of a preview', () => {
  const workspace = new Workspace();
  afterAll(() => workspace.remove());

  test('lose nothing within the boundary, the password of their host’s database among it', async () => {
    await workspace.ship('up', 'dev', '--emulator');
    await workspace.ship('emulator', 'image', 'v1');
    const emulator = (await findEmulator(join(workspace.directory, '.emulator'))) as Emulator;
    await recordCalls(emulator);
    await workspace.ship('preview', 'up', 'fix-login', '--tag', 'v1', '--emulator');
    const roles = rolesPermitted(await recordedCalls(emulator));
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
});
