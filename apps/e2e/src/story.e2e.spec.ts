import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, findEmulator, playScenario } from '@laravel-ecs/aws-emulator';
import { ForgeEndpoint, type HcpEndpoint } from '@laravel-ecs/testing';
import { notRun } from './guides';
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

  beforeAll(async () => {
    repository = new Repository();
    await repository.ship('emulator', 'start');
    const found = await findEmulator(join(repository.directory, '.emulator'));
    if (!found) {
      throw new Error('the emulator is gone');
    }
    emulator = found;
    forge = await ForgeEndpoint.start('github');

    await repository.shell('npx ship up shared');
    hcp = await keepStatesInHcp(repository, 'local');
    await repository.shell('npx ship state bootstrap');
    await repository.shell('npx ship state migrate');
    repository.change('Keep states in HCP Terraform', 'docs/states.md');
    await repository.shell(`npx nx run-many -t deploy --projects=${ENVIRONMENTS.join()} --parallel=3`);
    for (const environment of ['dev', 'staging']) {
      await repository.shell(`npx ship secrets set ${environment} APP_KEY --generate-app-key`);
    }
    const file = join(repository.directory, '.env.prod');
    writeFileSync(file, `APP_KEY=base64:${randomBytes(32).toString('base64')}\n`);
    await repository.shell('npx ship secrets import prod .env.prod');
    await playScenario(emulator, { speed: 20 });
    repository.push('main');
  });

  afterAll(async () => {
    await repository.remove();
    await hcp.stop();
    await forge.stop();
  });

  /** Expects that another deploy of these environments would change nothing. */
  const requireEmptyPlans = async (...environments: readonly string[]) => {
    const { stdout } = await repository.shell(`npx ship plan ${environments.join(' ')} --fail-on-changes`);
    expect(stdout.match(/no changes/g)).toHaveLength(environments.length);
  };

  /** Expects the same of all environments and of the stack that they share. */
  const requireNoChange = async () => {
    const { stdout } = await repository.shell('npx ship plan --fail-on-changes');
    expect(stdout.match(/no changes/g)).toHaveLength(ENVIRONMENTS.length + 1);
  };

  const statusOf = async (environment: string): Promise<Status> =>
    JSON.parse((await repository.shell(`npx ship status ${environment} --json`)).stdout) as Status;

  test('begins with environments whose states are in HCP Terraform', async () => {
    expect([...hcp.workspaces.keys()].sort()).toEqual(
      ['dev', 'prod', 'shared', 'staging'].map((name) => `laravel-${name}`),
    );
    expect(hcp.workspaces.get('laravel-prod')?.state).toContain('aws_db_instance');
    await requireNoChange();
  });

  test('finds nothing to change, however that is asked', async () => {
    for (const command of ['ship plan shared', 'ship plan dev --fail-on-changes', 'nx diff dev', 'ship up dev']) {
      expect((await repository.shell(`npx ${command}`)).stdout).toMatch(/no changes/i);
    }
    await repository.shell('npx nx deploy dev');
    await repository.shell('npx nx synth preview');
  });

  test('is checked, and no more, where it is of documents alone', async () => {
    repository.git('checkout', '--quiet', '-b', 'words');
    repository.change('Say more', 'docs/more.md');
    expect(await repository.run('pull-request', 'check', { NX_BASE: 'main' })).toMatch(/for project docs/);
    repository.git('checkout', '--quiet', 'main');
  });

  test('is stopped on its request where it would lose data of prod, by the line that does', async () => {
    const { serial } = JSON.parse(hcp.workspaces.get('laravel-prod')?.state ?? '') as { serial: number };
    repository.git('checkout', '--quiet', '-b', 'mariadb');
    repository.change('Take another database', 'environments/prod/environment.ts', (text) =>
      text.replace("    instanceClass: 'db.t4g.small',", "    engine: 'mariadb',\n    instanceClass: 'db.t4g.small',"),
    );
    const planned = repository.run('pull-request', 'plan', { ...ROLES, ...forge.environment, NX_BASE: 'main' });
    await expect(planned).rejects.toThrow(/ended with 7:[^]*environments\/prod\/environment\.ts:17/);
    const [comment = ''] = forge.comments.values();
    expect(comment).toContain('environments/prod/environment.ts:17');
    forge.comments.clear();
    repository.git('checkout', '--quiet', 'main');
    expect(JSON.parse(hcp.workspaces.get('laravel-prod')?.state ?? '')).toMatchObject({ serial });
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
    await repository.run('pull-request', 'build', { NX_BASE: 'main' });
  });

  test('is looked at in a preview', async () => {
    const said = await repository.run('preview', 'preview', { ...forge.environment, BRANCH });
    const [, name = ''] = /http:\/\/(feature-uni-\w{8})\.preview\.example\.com/.exec(said) ?? [];
    expect(await repository.planPreview(`pr-${name}`)).toEqual([]);
    // Of what is deployed, which the branch is ahead of.
    repository.git('checkout', '--quiet', 'main');
    await requireEmptyPlans('dev');
  });

  test('has company, on which people work as on an environment, until its request is closed', async () => {
    for (const command of [
      'emulator image v1',
      'preview up fix/login',
      'preview up fix/login --tag v1 --emulator',
      'preview list --emulator',
      'status pr-fix-login-a397cb09',
      'secrets set pr-fix-login-a397cb09 MAIL_PASSWORD < cdktf.json',
      'preview sweep --dry-run',
    ]) {
      await repository.shell(`npx ship ${command}`);
    }
    await expect(repository.shell('npx ship down dev')).rejects.toThrow('2 previews would lose what dev shares');
    const said = await repository.run('preview', 'preview-down', { BRANCH: 'fix/login' });
    expect(said).toContain('pr-fix-login-a397cb09 is gone.');
    await requireEmptyPlans('dev');
  });

  test('is deployed to dev once it is merged, and goes on to staging and prod as the very same image', async () => {
    const BEFORE = repository.commit;
    repository.git('merge', '--quiet', '--ff-only', BRANCH);
    repository.push('main');
    for (const environment of ENVIRONMENTS) {
      await repository.run('main', environment, { BEFORE });
      await requireEmptyPlans(environment);
    }
    const [dev, ...others] = await Promise.all(ENVIRONMENTS.map(statusOf));
    expect(dev?.release.tag).toBe(repository.commit.slice(0, 12));
    expect(others.map(({ image }) => image)).toEqual([dev?.image, dev?.image]);
  });

  test('is built again every week, and goes back in prod by one command', async () => {
    const { image } = await statusOf('prod');
    await repository.run('weekly', 'rebuild');
    await repository.shell('npx ship promote dev staging');
    await repository.shell('npx ship promote staging prod');
    expect((await statusOf('prod')).image).not.toBe(image);
    await repository.shell('npx ship rollback prod');
    expect(await statusOf('prod')).toMatchObject({ image });
    expect((await repository.shell('npx ship releases prod')).stdout).toContain(repository.commit.slice(0, 12));
    await requireNoChange();
  });

  test('that does no good is taken back in dev, and gets no further', async () => {
    const before = { dev: await statusOf('dev'), prod: await statusOf('prod') };
    await playScenario(emulator, { speed: 20, deployments: [{ service: 'web', outcome: 'crash' }] });
    const BEFORE = repository.commit;
    repository.change('Break it', 'php-app/resources/hello.txt');
    repository.push('main');
    await expect(repository.run('main', 'dev', { BEFORE })).rejects.toThrow(/ended with 4:/);
    expect(await statusOf('dev')).toMatchObject({ image: before.dev.image });
    expect(await statusOf('prod')).toMatchObject({ image: before.prod.image });
    await requireEmptyPlans('dev');
  });

  test('leaves no preview behind when its branch is gone', async () => {
    await playScenario(emulator, { speed: 20 });
    repository.git('push', '--quiet', 'origin', '--delete', BRANCH);
    expect(await repository.run('nightly', 'sweep')).toContain('is gone');
    expect((await repository.shell('npx ship preview list --json')).stdout.trim()).toBe('[]');
    expect([...hcp.workspaces.keys()].filter((name) => name.includes('-pr-'))).toEqual([]);
    await requireNoChange();
  });

  test('leaves nothing that the nightly check would tell', async () => {
    expect(await repository.run('nightly', 'drift', ROLES)).toMatch(/no changes/);
  });

  test('took every command of the guides', () => {
    expect(notRun(repository.lines)).toEqual([]);
  });
});
