import { join } from 'node:path';
import { type Emulator, findEmulator, playScenario } from '@laravel-ecs/aws-emulator';
import { ForgeEndpoint, type HcpEndpoint } from '@laravel-ecs/testing';
import { Repository } from './repository';
import { keepStatesInHcp } from './states-in-hcp';

const ENVIRONMENTS = ['dev', 'staging', 'prod'];

/** A branch whose name is none that AWS would take. */
const BRANCH = 'feature/Ünï-#42';

/** A job's token, which AWS takes for who it says. Nobody looks into it on the emulator. */
const ROLES = {
  AWS_ID_TOKEN: 'token',
  PLAN_ROLE: 'arn:aws:iam::123456789012:role/laravel-ci-plan-ENV',
  DRIFT_ROLE: 'arn:aws:iam::123456789012:role/laravel-ci-drift-ENV',
};

/** What `ship status --json` says of an environment. */
interface Status {
  /** What serves it, by digest. */
  readonly image: string;
  readonly release: { readonly tag: string };
}

describe('A change on its way to users', () => {
  let repository: Repository;
  let emulator: Emulator;
  let hcp: HcpEndpoint;
  let forge: ForgeEndpoint;

  /** Commit that main was at before the last merge. */
  let before: string;

  beforeAll(async () => {
    repository = new Repository();
    await repository.ship('emulator', 'start');
    const found = await findEmulator(join(repository.directory, '.emulator'));
    if (!found) {
      throw new Error('the emulator is gone');
    }
    emulator = found;
    hcp = await keepStatesInHcp(repository, 'local');
    repository.change('Keep states in HCP Terraform', 'docs/states.md');
    forge = await ForgeEndpoint.start('github');

    await repository.shell('npx ship state bootstrap');
    await repository.shell('npx ship up shared');
    await repository.shell(`npx nx run-many -t deploy --projects=${ENVIRONMENTS.join()} --parallel=3`);
    for (const environment of ENVIRONMENTS) {
      await repository.shell(`npx ship secrets set ${environment} APP_KEY --generate-app-key`);
    }
    await playScenario(emulator, { speed: 20 });
    repository.push('main');
  });

  afterAll(async () => {
    await repository.remove();
    await hcp.stop();
    await forge.stop();
  });

  /** That another deploy would change nothing, of what people deploy and of what pipelines do. */
  const requireEmptyPlans = async () => {
    const { stdout } = await repository.shell('npx ship plan --fail-on-changes');
    expect(stdout.match(/no changes/g)).toHaveLength(ENVIRONMENTS.length + 1);
  };

  const statusOf = async (environment: string): Promise<Status> =>
    JSON.parse((await repository.shell(`npx ship status ${environment} --json`)).stdout) as Status;

  const merge = () => {
    before = repository.commit;
    repository.git('merge', '--quiet', '--ff-only', BRANCH);
    repository.push('main');
  };

  test('begins with environments whose states are in HCP Terraform', async () => {
    expect([...hcp.workspaces.keys()].sort()).toEqual(
      ['dev', 'prod', 'shared', 'staging'].map((name) => `laravel-${name}`),
    );
    expect(hcp.workspaces.get('laravel-prod')?.state).toContain('aws_db_instance');
    await requireEmptyPlans();
  });

  test('is planned on its request, for the environments that it reaches', async () => {
    repository.git('checkout', '--quiet', '-b', BRANCH);
    repository.change('Keep logs for longer', 'environments/dev/environment.ts', (text) =>
      text.replace('retentionDays: 7', 'retentionDays: 14'),
    );
    repository.change('Say hello', 'php-app/resources/hello.txt');
    repository.push(BRANCH);
    await repository.run('pull-request', 'plan', { ...ROLES, ...forge.environment, NX_BASE: 'main' });
    const [comment = ''] = forge.comments.values();
    expect(comment).toMatch(/\*\*dev\*\*: \d+ changed/);
    expect(comment).toContain('retention_in_days');
    expect(comment).not.toMatch(/staging|prod/);
  });

  test('is looked at in a preview', async () => {
    const said = await repository.run('preview', 'preview', { ...forge.environment, BRANCH });
    expect(said).toMatch(/http:\/\/feature-uni-\w{8}\.preview\.example\.com/);
    // Of what is deployed, which the branch is ahead of.
    repository.git('checkout', '--quiet', 'main');
    await requireEmptyPlans();
  });

  test('is deployed to dev once it is merged, and goes on to staging and prod as the very same image', async () => {
    merge();
    for (const environment of ENVIRONMENTS) {
      await repository.run('main', environment, { BEFORE: before });
      await requireEmptyPlans();
    }
    const [dev, ...others] = await Promise.all(ENVIRONMENTS.map(statusOf));
    expect(dev?.release.tag).toBe(repository.commit.slice(0, 12));
    expect(others.map(({ image }) => image)).toEqual([dev?.image, dev?.image]);
  });

  test('that does no good is taken back in dev, and gets no further', async () => {
    const { image } = await statusOf('dev');
    await playScenario(emulator, { speed: 20, deployments: [{ service: 'web', outcome: 'crash' }] });
    before = repository.commit;
    repository.change('Break it', 'php-app/resources/hello.txt');
    repository.push('main');
    await expect(repository.run('main', 'dev', { BEFORE: before })).rejects.toThrow(/ended with 4:/);
    expect(await statusOf('dev')).toMatchObject({ image });
    expect(await statusOf('prod')).toMatchObject({ image });
    await requireEmptyPlans();
  });

  test('leaves no preview behind when its branch is gone', async () => {
    await playScenario(emulator, { speed: 20 });
    repository.git('push', '--quiet', 'origin', '--delete', BRANCH);
    expect(await repository.run('nightly', 'sweep')).toContain('is gone');
    expect((await repository.shell('npx ship preview list --json')).stdout.trim()).toBe('[]');
    expect([...hcp.workspaces.keys()].filter((name) => name.includes('-pr-'))).toEqual([]);
    await requireEmptyPlans();
  });

  test('leaves nothing that the nightly check would tell', async () => {
    expect(await repository.run('nightly', 'drift', ROLES)).toMatch(/no changes/);
  });
});
