import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ciRoles, GitHubActions, GitLabCi } from '@laravel-ecs/access';
import { parseShared } from '@laravel-ecs/config';
import { holds } from '@laravel-ecs/testing';
import { parse } from 'yaml';
import { type Workflow, type WorkflowJob, workflows } from './github';
import { environmentOf, type GitlabJob, gitlabJobs } from './gitlab';
import { VARIABLES, WORKSPACE } from './pipeline';

const { ci } = parseShared(
  {
    name: 'shared',
    aws: { region: VARIABLES.AWS_REGION },
    ci: { github: { repository: 'acme/shop' }, gitlab: { project: 'acme/shop' }, previews: 'dev' },
  },
  'shared.ts',
);
const place = {
  partition: 'aws',
  project: VARIABLES.ECS_PROJECT,
  region: VARIABLES.AWS_REGION,
  accountId: VARIABLES.AWS_ACCOUNT_ID,
  stateBucket: undefined,
};
const made = new Map((ci ? ciRoles(ci, place) : []).map((role) => [role.name, role]));

type Claims = Readonly<Record<string, string>>;

/** A role that a job takes on, by what its token says. */
interface Taken {
  readonly job: string;
  readonly role: string;
  readonly claims: Claims;
}

/** The roles that texts of a job name, one for each environment that its lines name where it is one for each: `…-ci-plan-ENV`. */
function rolesIn(texts: readonly string[], lines: readonly string[]): readonly string[] {
  const named = texts.flatMap((text) => {
    const [, role] = /^arn:aws:iam::(?:\$AWS_ACCOUNT_ID|\$\{\{ vars\.AWS_ACCOUNT_ID \}\}):role\/(.+)$/.exec(text) ?? [];
    return role === undefined ? [] : [role.replace(/^(\$ECS_PROJECT|\$\{\{ vars\.ECS_PROJECT \}\})/, place.project)];
  });
  const environments = Object.keys(ci?.environments ?? {}).filter((each) => lines.join(' ').split(' ').includes(each));
  return named.flatMap((role) =>
    role.endsWith('-ENV') ? environments.map((environment) => role.replace(/ENV$/, environment)) : [role],
  );
}

/** The variables that lines hand to commands. */
function handedOn(lines: readonly string[], variables: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(variables).flatMap(([name, value]) => (lines.join('\n').includes(`"$${name}"`) ? [value] : []));
}

function ofGitHub(
  { on, env = {} }: Workflow,
  job: string,
  { environment, steps, ...own }: WorkflowJob,
): readonly Taken[] {
  const lines = steps.flatMap(({ run }) => run ?? []);
  const isRequest = on === 'pull_request' || (typeof on === 'object' && 'pull_request' in on);
  const ref = isRequest ? 'refs/pull/1/merge' : 'refs/heads/main';
  const outside = isRequest ? 'pull_request' : `ref:${ref}`;
  const claims = { ref, sub: `repo:acme/shop:${environment === undefined ? outside : `environment:${environment}`}` };
  const texts = [
    ...steps.map((step) => String(step.with?.['role-to-assume'] ?? '')),
    ...handedOn(lines, { ...env, ...own.env }),
  ];
  return rolesIn(texts, lines).map((role) => ({ job, role, claims }));
}

function ofGitLab(job: string, { script, variables = {}, rules = [] }: GitlabJob): readonly Taken[] {
  const { variables: all } = parse(readFileSync(join(WORKSPACE, '.gitlab-ci.yml'), 'utf8')) as {
    readonly variables: Readonly<Record<string, string>>;
  };
  const isRequest = rules.some((rule) => rule.if?.includes('"merge_request_event"'));
  const ref = isRequest ? 'feature/x' : 'main';
  const claims = { sub: `project_path:acme/shop:ref_type:branch:ref:${ref}`, ref_protected: String(!isRequest) };
  const texts = [variables['AWS_ROLE_ARN'] ?? '', ...handedOn(script, { ...all, ...variables })];
  return rolesIn(texts, script).map((role) => ({ job, role, claims }));
}

describe.each([
  [
    'GitHub',
    new GitHubActions({ repository: 'acme/shop', makesProvider: true }),
    () =>
      [...workflows.values()].flatMap((workflow) =>
        Object.entries(workflow.jobs).flatMap(([name, job]) => ofGitHub(workflow, name, job)),
      ),
  ],
  [
    'GitLab',
    new GitLabCi({ project: 'acme/shop', hostname: 'gitlab.com', makesProvider: true }),
    () => [...gitlabJobs()].flatMap(([name, job]) => ofGitLab(name, job)),
  ],
] as const)('The jobs of %s', (_, issuer, takenOn) => {
  let taken: readonly Taken[];

  beforeAll(() => {
    taken = takenOn();
  }, 60_000);

  test('take on the roles that the shared stack makes: each of them, and no other', () => {
    expect(new Set(taken.map(({ role }) => role))).toEqual(new Set(made.keys()));
  });

  test('are trusted with them by what their tokens say', async () => {
    for (const { job, role, claims } of taken) {
      const said = Object.entries({ ...claims, aud: issuer.audience }).map(([claim, value]) => [
        `${issuer.host}:${claim}`,
        value,
      ]);
      const jobs = made.get(role)?.jobs;
      const isTrusted = jobs !== undefined && (await holds(issuer.trust(jobs), Object.fromEntries(said) as Claims));
      expect({ job, role, isTrusted }).toEqual({ job, role, isTrusted: true });
    }
  });
});

test('Jobs of GitLab have tokens for whom AWS takes them from', () => {
  const audiences = [...gitlabJobs().values()].flatMap(({ id_tokens: tokens = {} }) =>
    Object.values(tokens).map(({ aud }) => aud),
  );
  expect(new Set(audiences)).toEqual(new Set(['$CI_SERVER_URL']));
});

test('Jobs of GitLab that deploy are in the environment that their roles are of', () => {
  const deploying = [...gitlabJobs()].flatMap(([name, job]) =>
    ofGitLab(name, job)
      .filter(({ role }) => /-ci-(deploy|release)-/.test(role))
      .map(({ role }) => ({ role, job })),
  );
  expect(deploying.length).toBeGreaterThan(6);
  for (const { role, job } of deploying) {
    expect(role.endsWith(`-${environmentOf(job)}`)).toBe(true);
  }
});
