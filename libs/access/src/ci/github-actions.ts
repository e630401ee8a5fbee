import type { CiConfig } from '@laravel-ecs/config';
import type { Conditions } from '../policy-document';
import type { CiIssuer, CiJobs } from './ci-trust';

const HOST = 'token.actions.githubusercontent.com';
const AUDIENCE = 'sts.amazonaws.com';

/**
 * Jobs of GitHub Actions, in one repository.
 *
 * A job that names an environment has it in its subject in place of the branch, which GitHub says in a claim of its own. A workflow that a
 * fork's pull request starts gets no token.
 *
 * Of a repository that was made, renamed or moved since the middle of 2026, the subject says ids beside names: whoever has a name after
 * somebody else is not taken for them.
 *
 * @see https://docs.github.com/en/actions/reference/security/oidc
 * @see https://github.blog/changelog/2026-04-23-immutable-subject-claims-for-github-actions-oidc-tokens
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export class GitHubActions implements CiIssuer {
  readonly id = 'GitHub';
  readonly host = HOST;
  readonly audience = AUDIENCE;

  readonly #repository: string;

  constructor({ repository, ownerId, repositoryId }: NonNullable<CiConfig['github']>) {
    const [owner, name] = repository.split('/');
    this.#repository = ownerId && repositoryId ? `${owner}@${ownerId}/${name}@${repositoryId}` : repository;
  }

  trust({ use, environment, branches, isProtected }: CiJobs): readonly Conditions[] {
    const refs = branches.map((branch) => `refs/heads/${branch}`);
    const onBranch = refs.map((ref) => `ref:${ref}`);
    const inEnvironment = `environment:${environment}`;
    switch (use) {
      case 'deploy':
        return [this.#says(isProtected ? [inEnvironment] : [...onBranch, inEnvironment], refs)];
      case 'drift':
        return [this.#says(onBranch, refs)];
      case 'plan':
        return [this.#says([...onBranch, 'pull_request'])];
      case 'preview':
        return [this.#says([...onBranch, 'pull_request', inEnvironment])];
    }
  }

  #says(subjects: readonly string[], refs?: readonly string[]): Conditions {
    return {
      StringEquals: {
        [`${HOST}:aud`]: AUDIENCE,
        [`${HOST}:sub`]: subjects.map((subject) => `repo:${this.#repository}:${subject}`),
        ...(refs && { [`${HOST}:ref`]: refs }),
      },
    };
  }
}
