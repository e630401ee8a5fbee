import { parseShared } from './shared';

const github = { repository: 'acme/shop' };
const parse = (ci: unknown) => parseShared({ name: 'shared', aws: { region: 'us-east-1' }, ci }, 'shared.ts').ci;

describe('What the shared file says of CI', () => {
  test('is nothing by default', () => {
    expect(parse(undefined)).toBeUndefined();
  });

  test('is three environments by default, of which prod is protected', () => {
    expect(parse({ github })).toEqual({
      github: { ...github, makesProvider: true },
      environments: {
        dev: { branches: ['main'], isProtected: false, domains: [] },
        staging: { branches: ['main'], isProtected: false, domains: [] },
        prod: { branches: ['main'], isProtected: true, domains: [] },
      },
      applications: [],
      legacyUsers: [],
    });
  });

  test('knows hosts and projects that are nearly always the same', () => {
    expect(parse({ gitlab: { project: 'acme/web/shop' }, hcp: { organization: 'acme' } })).toMatchObject({
      gitlab: { project: 'acme/web/shop', hostname: 'gitlab.com' },
      hcp: { organization: 'acme', project: 'Default Project', hostname: 'app.terraform.io' },
    });
  });

  test.each<[string, object, string]>([
    ['nobody', {}, 'ci: names nobody who deploys: say one of github, gitlab and hcp, or take it out'],
    [
      'a repository without an owner',
      { github: { repository: 'shop' } },
      `ci.github.repository: got "shop", must be a repository of GitHub, such as 'acme/shop'`,
    ],
    ['a pattern of owners', { github: { repository: '*/shop' } }, 'ci.github.repository: got "*/shop", must be'],
    ['a pattern of repositories', { github: { repository: 'acme/*' } }, 'ci.github.repository: got "acme/*", must be'],
    ['a variable', { github: { repository: 'acme/${x}' } }, 'ci.github.repository: got "acme/${x}", must be'],
    ['a claim', { github: { repository: 'acme/shop:ref' } }, 'ci.github.repository: got "acme/shop:ref", must be'],
    ['a project without a group', { gitlab: { project: 'shop' } }, 'ci.gitlab.project: got "shop", must be a project'],
    ['a pattern of projects', { gitlab: { project: 'acme/*' } }, 'ci.gitlab.project: got "acme/*", must be a project'],
    [
      'an address for a host',
      { gitlab: { project: 'acme/shop', hostname: 'https://gitlab.com' } },
      'ci.gitlab.hostname: got "https://gitlab.com", must be a host name',
    ],
    ['a pattern of organizations', { hcp: { organization: 'ac*me' } }, 'ci.hcp.organization: got "ac*me", must be'],
    ['a pattern of HCP projects', { hcp: { organization: 'acme', project: '*aaa' } }, 'ci.hcp.project: got "*aaa"'],
    [
      'a pattern of branches',
      { github, environments: { dev: { branches: ['*'] } } },
      `ci.environments.dev.branches.0: got "*", must be a branch, such as 'main'`,
    ],
    [
      'no branch',
      { github, environments: { dev: { branches: [] } } },
      'ci.environments.dev.branches: got [], must be a list of 1 to 10 branches, each once',
    ],
    ['no environment', { github, environments: {} }, 'ci.environments: are 0, of 1 to 20: name one'],
    [
      'environments that are a list',
      { github, environments: ['dev'] },
      'ci.environments: got ["dev"], must be an object of environments by their names',
    ],
    [
      'a name that none can have',
      { github, environments: { Dev: {} } },
      'ci.environments.Dev: must be named with 2 to',
    ],
    ['the shared stack', { github, environments: { shared: {} } }, `ci.environments.shared: is no environment that CI`],
    ['the laptop', { github, environments: { local: {} } }, 'ci.environments.local: is no environment that CI deploys'],
    [
      'an environment called as previews',
      { github, environments: { preview: {} } },
      `ci.environments.preview: is the name of previews' own: choose another name`,
    ],
    ...['ci', 'ci-plan'].map((name): [string, object, string] => [
      `an environment called ${name}`,
      { github, environments: { [name]: {} } },
      `ci.environments.${name}: begins with 'ci', as names of CI's own roles do`,
    ]),
    ...['pr', 'pr-1'].map((name): [string, object, string] => [
      `an environment called ${name}`,
      { github, environments: { [name]: {} } },
      `ci.environments.${name}: begins with 'pr', as names of previews do`,
    ]),
    [
      'an environment whose names begin as those of another',
      { github, environments: { dev: {}, 'dev-2': {} } },
      `ci.environments.dev-2: begins with 'dev', as names of the environment of that name do`,
    ],
    [
      'previews in no environment',
      { github, previews: 'test' },
      `ci.previews: is 'test', and CI deploys dev, staging, prod: name one of those`,
    ],
    [
      'previews in a protected environment',
      { github, previews: 'prod' },
      `ci.previews: is 'prod', which is protected, and every merge request could reach into it`,
    ],
    [
      'previews that nobody makes',
      { hcp: { organization: 'acme' }, previews: 'dev' },
      `ci.previews: is 'dev', and neither github nor gitlab is said, whose jobs make previews: say one`,
    ],
    [
      'a user for no environment',
      { legacyUsers: ['test'] },
      `ci.legacyUsers.0: is 'test', and CI deploys dev, staging, prod: name one of those`,
    ],
    [
      'rights on rights for applications',
      { github, applications: [{ actions: ['iam:CreateRole'], resources: ['*'] }] },
      'ci.applications.0.actions.0: got "iam:CreateRole", must be an action of IAM other than on rights themselves',
    ],
    [
      'all rights for applications',
      { github, applications: [{ actions: ['bedrock:*'], resources: ['*'] }] },
      'ci.applications.0.actions.0: got "bedrock:*", must be an action of IAM',
    ],
    [
      'applications of an environment that CI does not deploy',
      { github, applications: [{ actions: ['s3:GetObject'], resources: ['*'], environments: ['dev', 'test'] }] },
      `ci.applications.0.environments.1: is 'test', and CI deploys dev, staging, prod: name one of those`,
    ],
    [
      'applications of previews where there are none',
      { github, applications: [{ actions: ['s3:GetObject'], resources: ['*'], environments: ['preview'] }] },
      `ci.applications.0.environments.0: is 'preview', and CI deploys dev, staging, prod: name one of those`,
    ],
    [
      'half of the ids of a repository',
      { github: { ...github, ownerId: '123456' } },
      `ci.github: says ownerId or repositoryId, and GitHub's tokens say both: say both, or neither`,
    ],
    [
      'a name for an id',
      { github: { ...github, ownerId: 'acme', repositoryId: '456789' } },
      `ci.github.ownerId: got "acme", must be an id of GitHub, such as '123456'`,
    ],
    ['unknown fields', { github, key: 'x' }, 'ci.key: there is no such field; known here: github, gitlab, hcp,'],
  ])('is refused with %s', (_, ci, problem) => {
    expect(() => parse(ci)).toThrow(problem);
  });

  test('takes applications of previews where there are previews', () => {
    const applications = [{ actions: ['s3:GetObject'], resources: ['*'], environments: ['preview'] }];
    expect(parse({ github, previews: 'dev', applications })).toMatchObject({ applications });
  });

  test('takes a user with a key as the only one who deploys', () => {
    expect(parse({ legacyUsers: ['dev'] })).toMatchObject({ legacyUsers: ['dev'] });
  });

  test.each(['main', 'release/1.x', 'feature_2', 'v1.2'])('takes the branch %s', (branch) => {
    expect(parse({ github, environments: { dev: { branches: [branch] } } })?.environments['dev']?.branches).toEqual([
      branch,
    ]);
  });

  test.each(['a..b', 'a//b', 'main/', '/main', '-main', 'a b', 'main.lock', 'a?', 'a'.repeat(201)])(
    'refuses %j for a branch, which git would or IAM would take for a pattern',
    (branch) => {
      expect(() => parse({ github, environments: { dev: { branches: [branch] } } })).toThrow('must be a branch');
    },
  );
});
