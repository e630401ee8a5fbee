import { z } from 'zod';
import { flag, list, object, text } from './fields';
import { hostName } from './host-name';
import { LOCAL, PREVIEW, SHARED } from './naming';
import { PREVIEW_PREFIX } from './preview-name';
import { arnPattern } from './permissions';
import type { Refuse } from './refuse';
import { hcpFields } from './state';

/** Beginning of the names of previews. */
const PREVIEWS = PREVIEW_PREFIX.replace(/-$/, '');

/** Beginning of the names of what CI has for itself: `laravel-ci-deploy-dev`. */
const CI_PREFIX = 'ci';

/**
 * Whether the shared stack makes the provider by which AWS knows who issues tokens. An account has one for each host: where it is there already,
 * for another project say, it is used as it is.
 */
const makesProvider = flag().default(true);

/** What GitHub calls an owner or a repository, which no other will ever be called. */
const githubId = text(/^[1-9]\d{0,19}$/, `an id of GitHub, such as '123456'`);

/** A repository of GitHub. */
const github = object({
  makesProvider,

  /** The repository, with capitals as GitHub shows them: what GitHub says of a job is compared letter by letter. */
  repository: text(
    /^[A-Za-z0-9](-?[A-Za-z0-9]){0,38}\/(?!\.{1,2}$)[\w.-]{1,100}$/,
    `a repository of GitHub, such as 'acme/shop'`,
  ),

  /** Id of the repository's owner, where GitHub's tokens say ids: of a repository that was made, renamed or moved since the middle of 2026. */
  ownerId: githubId.optional(),

  /** Id of the repository, together with that of its owner. */
  repositoryId: githubId.optional(),
});

/** A project of GitLab. */
const gitlab = object({
  makesProvider,

  /** The project with all groups that it is in, with capitals as GitLab shows them. */
  project: text(/^\w[\w.-]*(\/\w[\w.-]*)+$/, `a project of GitLab with its group, such as 'acme/shop'`),

  /** Host of a GitLab of one's own. AWS has to reach it. */
  hostname: hostName.default('gitlab.com'),
});

/** Workspaces of HCP Terraform or Terraform Enterprise: one for each environment, `PROJECT-ENV`, as states are kept in. */
const hcp = object({
  makesProvider,

  organization: hcpFields.organization,

  /** The project that the workspaces are in. */
  project: hcpFields.project.default('Default Project'),

  /** Host of Terraform Enterprise. AWS has to reach it. */
  hostname: hostName.default('app.terraform.io'),
});

const branch = text(
  /^(?!.*(\.\.|\/\/|\.lock$|[/.]$))[A-Za-z0-9_][\w./-]{0,199}$/,
  `a branch, such as 'main', of at most 200 letters, digits and _./-, without a pattern`,
);

/** An environment as CI deploys it. */
const environment = object({
  /** Branches that it is deployed from. */
  branches: list(branch, { min: 1, max: 10 }, 'branches').default(['main']),

  /** Whether only jobs in the environment of that name in CI may deploy it, which people let pass; where CI says so of its jobs. */
  isProtected: flag().default(false),

  /** Host names whose DNS records CI may change, with all that end in them: the domain, and those that load balancer rules serve. */
  domains: list(hostName, { max: 10 }, 'host names').default([]),
});

/** What applications may do, whatever the file of their environment says. */
const application = object({
  /** Actions, such as `s3:GetObject`. */
  actions: list(
    text(
      /^(?!(iam|organizations|account|sts):)[a-z0-9-]+:[A-Z][A-Za-z0-9]*\*?$/,
      `an action of IAM other than on rights themselves, such as 's3:GetObject'`,
    ),
    { min: 1, max: 50 },
    'actions',
  ),

  /** ARNs of what they are allowed on: `*` only for actions that know no resource. */
  resources: list(arnPattern, { min: 1, max: 20 }, 'resources'),

  /** Environments whose applications may: of those that CI deploys, or `preview` for all previews. All but previews by default. */
  environments: list(text(), { min: 1, max: 20 }, 'environments').optional(),
});

/** Who deploys, beside people: by short-lived credentials that AWS hands out to jobs of CI, and with which rights. */
export const ciSchema = object({
  github: github.optional(),
  gitlab: gitlab.optional(),
  hcp: hcp.optional(),

  /** Environments that CI deploys. */
  environments: z.record(z.string(), environment, { error: 'an object of environments by their names' }).default({
    dev: { branches: ['main'], isProtected: false, domains: [] },
    staging: { branches: ['main'], isProtected: false, domains: [] },
    prod: { branches: ['main'], isProtected: true, domains: [] },
  }),

  /**
   * Name of the environment that jobs of merge requests may make previews in, release to them and destroy them. None by default.
   */
  previews: text().optional(),

  /**
   * What `permissions` of applications may name where CI deploys: roles that CI makes can do nothing else with files, queues, tables and the
   * like. None by default.
   */
  applications: list(application, { max: 20 }, 'applications').default([]),

  /**
   * Environments that an IAM user may deploy as well, whose key somebody makes by hand. For a CI that AWS can't trust by itself: the key is
   * good until it is taken back.
   */
  legacyUsers: list(text(), { max: 20 }, 'environments').default([]),
}).superRefine((ci, context) =>
  refuseCombinations(ci, (path, message) => context.addIssue({ code: 'custom', path: [...path], message })),
);

/** Who deploys, checked, with every default filled in. */
export type CiConfig = z.output<typeof ciSchema>;

/** An environment as CI deploys it, checked. */
export type CiEnvironment = CiConfig['environments'][string];

function refuseCombinations(ci: CiConfig, refuse: Refuse): void {
  const names = Object.keys(ci.environments);
  if (!ci.github && !ci.gitlab && !ci.hcp && ci.legacyUsers.length === 0) {
    refuse([], `names nobody who deploys: say one of github, gitlab and hcp, or take it out`);
  }
  if (ci.github && (ci.github.ownerId === undefined) !== (ci.github.repositoryId === undefined)) {
    refuse(['github'], `says ownerId or repositoryId, and GitHub's tokens say both: say both, or neither`);
  }
  if (names.length < 1 || names.length > 20) {
    refuse(['environments'], `are ${names.length}, of 1 to 20: ${names.length < 1 ? 'name one' : 'take some out'}`);
  }
  for (const name of names) {
    const problem = problemOf(name, names);
    if (problem) {
      refuse(['environments', name], problem);
    }
  }
  const { previews } = ci;
  if (previews !== undefined && !names.includes(previews)) {
    refuse(['previews'], `is '${previews}', and CI deploys ${names.join(', ')}: name one of those`);
  }
  if (previews !== undefined && ci.environments[previews]?.isProtected) {
    refuse(
      ['previews'],
      `is '${previews}', which is protected, and every merge request could reach into it: name another environment`,
    );
  }
  if (previews !== undefined && !ci.github && !ci.gitlab) {
    refuse(
      ['previews'],
      `is '${previews}', and neither github nor gitlab is said, whose jobs make previews: say one, or take previews out`,
    );
  }
  const applying = [...names, ...(previews === undefined ? [] : [PREVIEW])];
  for (const [index, { environments = [] }] of ci.applications.entries()) {
    for (const [at, name] of environments.entries()) {
      if (!applying.includes(name)) {
        refuse(
          ['applications', index, 'environments', at],
          `is '${name}', and CI deploys ${applying.join(', ')}: name one of those`,
        );
      }
    }
  }
  for (const [index, name] of ci.legacyUsers.entries()) {
    if (!names.includes(name)) {
      refuse(['legacyUsers', index], `is '${name}', and CI deploys ${names.join(', ')}: name one of those`);
    }
  }
}

/** Rights are given by how names begin, so that no environment's may begin as those of another, or of CI. */
function problemOf(name: string, names: readonly string[]): string | undefined {
  if (!/^(?=.{2,10}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) {
    return 'must be named with 2 to 10 lower-case letters, digits and single hyphens, a letter first, as the environment is';
  }
  if (name === SHARED || name === LOCAL) {
    return `is no environment that CI deploys: '${SHARED}' says what CI may do, so people deploy it, and '${LOCAL}' is on a computer`;
  }
  if (name === PREVIEW) {
    return `is the name of previews' own: choose another name`;
  }
  const beginnings = [CI_PREFIX, PREVIEWS, ...names.filter((other) => other !== name)];
  const same = beginnings.find((beginning) => name === beginning || name.startsWith(`${beginning}-`));
  return (
    same &&
    `begins with '${same}', as names of ${whatBegins(same)} do, so that who has rights to those would have them to it: choose another name`
  );
}

function whatBegins(beginning: string): string {
  switch (beginning) {
    case CI_PREFIX:
      return "CI's own roles";
    case PREVIEWS:
      return 'previews';
    default:
      return 'the environment of that name';
  }
}
