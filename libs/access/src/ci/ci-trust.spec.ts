import { holds } from '@laravel-ecs/testing';
import type { CiIssuer, CiJobs } from './ci-trust';
import { GitHubActions } from './github-actions';
import { GitLabCi } from './gitlab-ci';
import { HcpTerraform } from './hcp-terraform';

const dev: Omit<CiJobs, 'use'> = { environment: 'dev', branches: ['main'], isProtected: false };
const prod: Omit<CiJobs, 'use'> = { environment: 'prod', branches: ['main'], isProtected: true };
const preview: CiJobs = { ...dev, use: 'preview', environment: 'preview' };

/** Whether a job whose token says so may take a role on. */
const trusts = (issuer: CiIssuer, jobs: CiJobs, claims: Readonly<Record<string, string>>) =>
  holds(
    issuer.trust(jobs),
    Object.fromEntries(
      Object.entries({ aud: issuer.audience, ...claims }).map(([claim, value]) => [`${issuer.host}:${claim}`, value]),
    ),
  );

describe('A job of GitHub Actions', () => {
  const github = new GitHubActions({ repository: 'acme/shop', makesProvider: true });
  const onMain = { sub: 'repo:acme/shop:ref:refs/heads/main', ref: 'refs/heads/main' };
  const inDev = { sub: 'repo:acme/shop:environment:dev', ref: 'refs/heads/main' };
  const inProd = { sub: 'repo:acme/shop:environment:prod', ref: 'refs/heads/main' };
  const pullRequest = { sub: 'repo:acme/shop:pull_request', ref: 'refs/pull/1/merge' };

  test.each<[string, CiJobs, Record<string, string>, boolean]>([
    ['deploys dev from its branch', { ...dev, use: 'deploy' }, onMain, true],
    ['deploys dev from its branch in its environment', { ...dev, use: 'deploy' }, inDev, true],
    [
      'does not deploy dev from another branch',
      { ...dev, use: 'deploy' },
      { sub: 'repo:acme/shop:ref:refs/heads/x', ref: 'refs/heads/x' },
      false,
    ],
    [
      'does not deploy dev from another branch in its environment',
      { ...dev, use: 'deploy' },
      { ...inDev, ref: 'refs/heads/x' },
      false,
    ],
    [
      'does not deploy dev from a tag',
      { ...dev, use: 'deploy' },
      { sub: 'repo:acme/shop:ref:refs/tags/main', ref: 'refs/tags/main' },
      false,
    ],
    ['does not deploy dev from a pull request', { ...dev, use: 'deploy' }, pullRequest, false],
    ['does not deploy dev from the environment of prod', { ...dev, use: 'deploy' }, inProd, false],
    ['deploys prod in its environment, from its branch', { ...prod, use: 'deploy' }, inProd, true],
    ['does not deploy prod outside of its environment', { ...prod, use: 'deploy' }, onMain, false],
    [
      'does not deploy prod in its environment from another branch',
      { ...prod, use: 'deploy' },
      { ...inProd, ref: 'refs/heads/x' },
      false,
    ],
    ['plans dev in a pull request', { ...dev, use: 'plan' }, pullRequest, true],
    ['plans prod in a pull request', { ...prod, use: 'plan' }, pullRequest, true],
    ['looks for drift on the branch', { ...prod, use: 'drift' }, onMain, true],
    ['does not look for drift, which reads passwords, in a pull request', { ...dev, use: 'drift' }, pullRequest, false],
    ['makes previews in a pull request', preview, pullRequest, true],
    [
      'makes previews in their environment',
      preview,
      { ...pullRequest, sub: 'repo:acme/shop:environment:preview' },
      true,
    ],
    ['sweeps previews from the branch', preview, onMain, true],
    ['does not make previews from another branch', preview, { sub: 'repo:acme/shop:ref:refs/heads/x' }, false],
  ])('%s', async (_, jobs, claims, isTrusted) => {
    expect(await trusts(github, jobs, claims)).toBe(isTrusted);
  });

  test.each(['evil/shop', 'acme/shop-2', 'acme/sho', 'Acme/shop', 'acme/shop:pull_request', 'acme'])(
    'of the repository %s takes no role on',
    async (repository) => {
      for (const jobs of everyUse()) {
        for (const claims of [onMain, inDev, inProd, pullRequest]) {
          const sub = claims.sub.replace('acme/shop', repository);
          expect(await trusts(github, jobs, { ...claims, sub })).toBe(false);
        }
      }
    },
  );

  describe('in a repository whose tokens say ids', () => {
    const immutable = new GitHubActions({
      repository: 'acme/shop',
      ownerId: '123456',
      repositoryId: '456789',
      makesProvider: true,
    });
    const subject = 'repo:acme@123456/shop@456789:ref:refs/heads/main';

    test.each([
      ['deploys', subject, true],
      ['does not deploy by names alone, which somebody else may have had', onMain.sub, false],
      ['does not deploy for another owner of that name', subject.replace('123456', '1'), false],
      ['does not deploy for another repository of that name', subject.replace('456789', '1'), false],
    ])('%s', async (_, sub, isTrusted) => {
      expect(await trusts(immutable, { ...dev, use: 'deploy' }, { ...onMain, sub })).toBe(isTrusted);
    });
  });

  test('whose token is for another takes no role on', async () => {
    expect(await trusts(github, { ...dev, use: 'deploy' }, { ...onMain, aud: 'https://github.com/acme' })).toBe(false);
  });
});

describe('A job of GitLab CI/CD', () => {
  const gitlab = new GitLabCi({ project: 'acme/web/shop', hostname: 'gitlab.com', makesProvider: true });
  const own = new GitLabCi({ project: 'acme/shop', hostname: 'git.acme.com', makesProvider: true });
  const on = (branch: string) => ({ sub: `project_path:acme/web/shop:ref_type:branch:ref:${branch}` });
  const isProtected = { ref_protected: 'true' };

  test.each<[string, CiJobs, Record<string, string>, boolean]>([
    [
      'deploys dev from its branch, which is protected',
      { ...dev, use: 'deploy' },
      { ...on('main'), ...isProtected },
      true,
    ],
    [
      'does not deploy dev for a merge request of a branch of that name, which is not protected',
      { ...dev, use: 'deploy' },
      { ...on('main'), ref_protected: 'false' },
      false,
    ],
    [
      'looks for no drift for a merge request of a branch of that name',
      { ...dev, use: 'drift' },
      { ...on('main'), ref_protected: 'false' },
      false,
    ],
    [
      'looks for drift on its branch, which is protected',
      { ...dev, use: 'drift' },
      { ...on('main'), ...isProtected },
      true,
    ],
    ['does not deploy dev from another', { ...dev, use: 'deploy' }, { ...on('x'), ...isProtected }, false],
    [
      'does not deploy dev from a tag',
      { ...dev, use: 'deploy' },
      { sub: 'project_path:acme/web/shop:ref_type:tag:ref:main' },
      false,
    ],
    [
      'deploys prod from its branch, which is protected',
      { ...prod, use: 'deploy' },
      { ...on('main'), ...isProtected },
      true,
    ],
    [
      'does not deploy prod from its branch while that is not protected',
      { ...prod, use: 'deploy' },
      { ...on('main'), ref_protected: 'false' },
      false,
    ],
    [
      'does not deploy prod from another protected branch',
      { ...prod, use: 'deploy' },
      { ...on('x'), ...isProtected },
      false,
    ],
    ['plans on any branch, as merge requests do', { ...prod, use: 'plan' }, on('feature/x'), true],
    ['looks for drift on the branch alone', { ...dev, use: 'drift' }, on('feature/x'), false],
    ['makes previews on any branch', preview, on('feature/x'), true],
    ['plans from no tag', { ...dev, use: 'plan' }, { sub: 'project_path:acme/web/shop:ref_type:tag:ref:v1' }, false],
  ])('%s', async (_, jobs, claims, isTrusted) => {
    expect(await trusts(gitlab, jobs, claims)).toBe(isTrusted);
  });

  test.each(['fork/shop', 'acme/web/shop-2', 'acme/web', 'acme/web/shop/x', 'acme/web/shop:ref_type:branch:ref:main'])(
    'of the project %s takes no role on',
    async (project) => {
      for (const jobs of everyUse()) {
        const sub = `project_path:${project}:ref_type:branch:ref:other`;
        const taken = await trusts(gitlab, jobs, { sub, ...isProtected });
        // What looks like a branch behind the project's own name is one: no project is called so.
        expect(taken).toBe(project.includes(':') && ['plan', 'preview'].includes(jobs.use));
      }
    },
  );

  test("of one's own GitLab has that in its claims", async () => {
    const sub = 'project_path:acme/shop:ref_type:branch:ref:main';
    expect(own.audience).toBe('https://git.acme.com');
    expect(await trusts(own, { ...prod, use: 'deploy' }, { sub })).toBe(true);
    expect(await trusts(own, { ...prod, use: 'deploy' }, { sub, aud: 'https://gitlab.com' })).toBe(false);
  });
});

describe('A run of HCP Terraform', () => {
  const hcp = new HcpTerraform(
    { organization: 'acme', project: 'Shop', hostname: 'app.terraform.io', makesProvider: true },
    'laravel',
  );
  const run = (workspace: string, phase: string, organization = 'acme', project = 'Shop') => ({
    sub: `organization:${organization}:project:${project}:workspace:laravel-${workspace}:run_phase:${phase}`,
  });

  test.each<[string, CiJobs, Record<string, string>, boolean]>([
    ['plans in its workspace', { ...dev, use: 'plan' }, run('dev', 'plan'), true],
    ['refreshes in its workspace', { ...dev, use: 'drift' }, run('dev', 'plan'), true],
    ['applies in its workspace', { ...prod, use: 'deploy' }, run('prod', 'apply'), true],
    ['does not apply while it plans', { ...dev, use: 'deploy' }, run('dev', 'plan'), false],
    ['does not apply in another workspace', { ...dev, use: 'deploy' }, run('prod', 'apply'), false],
    ['does not apply for another organization', { ...dev, use: 'deploy' }, run('dev', 'apply', 'evil'), false],
    ['does not apply for another project', { ...dev, use: 'deploy' }, run('dev', 'apply', 'acme', 'Other'), false],
    ['makes no previews', preview, run('pr-checkout', 'apply'), false],
  ])('%s', async (_, jobs, claims, isTrusted) => {
    expect(await trusts(hcp, jobs, claims)).toBe(isTrusted);
  });
});

test('No trust has a pattern in what names who the code belongs to', () => {
  const issuers = [
    new GitHubActions({ repository: 'acme/shop', makesProvider: true }),
    new GitLabCi({ project: 'acme/shop', hostname: 'gitlab.com', makesProvider: true }),
    new HcpTerraform(
      { organization: 'acme', project: 'Shop', hostname: 'app.terraform.io', makesProvider: true },
      'laravel',
    ),
  ];
  const subjects = issuers.flatMap((issuer) =>
    everyUse()
      .flatMap((jobs) => issuer.trust(jobs))
      .flatMap((conditions) => Object.values(conditions).flatMap((keys) => [keys[`${issuer.host}:sub`] ?? []].flat())),
  );
  expect(subjects.length).toBeGreaterThan(20);
  for (const subject of subjects) {
    expect(subject).toMatch(
      /^(repo:acme\/shop:|project_path:acme\/shop:ref_type:branch:ref:|organization:acme:project:Shop:workspace:laravel-)/,
    );
  }
});

function everyUse(): readonly CiJobs[] {
  return [
    ...[dev, prod].flatMap((jobs) => (['plan', 'drift', 'deploy'] as const).map((use) => ({ ...jobs, use }))),
    preview,
  ];
}
