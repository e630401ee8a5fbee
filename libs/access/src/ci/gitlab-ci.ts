import type { CiConfig } from '@laravel-ecs/config';
import { and, type Conditions } from '../policy-document';
import type { CiIssuer, CiJobs } from './ci-trust';

/** The one GitLab whose other claims AWS knows. */
const GITLAB_COM = 'gitlab.com';

/**
 * Jobs of GitLab CI/CD, in one project: a fork's are jobs of another.
 *
 * A job's subject names its branch and never its environment; that of a merge request's job names the branch that is to be merged, which may be
 * called as one that is deployed. That a branch is protected is a claim of its own.
 *
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/
 * @see https://gitlab.com/gitlab-org/gitlab/-/work_items/563038
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
 */
export class GitLabCi implements CiIssuer {
  readonly id = 'GitLab';
  readonly host: string;
  readonly audience: string;

  readonly #project: string;

  constructor({ project, hostname }: NonNullable<CiConfig['gitlab']>) {
    this.#project = project;
    this.host = hostname;
    this.audience = `https://${hostname}`;
  }

  trust({ use, branches }: CiJobs): readonly Conditions[] {
    switch (use) {
      case 'deploy':
      case 'drift':
        return [
          and(this.#says('StringEquals', branches), {
            StringEquals: { ...(this.host === GITLAB_COM && { [`${this.host}:ref_protected`]: 'true' }) },
          }),
        ];
      case 'plan':
      case 'preview':
        // A merge request's pipeline runs on its branch, whatever that is called.
        return [this.#says('StringLike', ['*'])];
    }
  }

  #says(operator: 'StringEquals' | 'StringLike', branches: readonly string[]): Conditions {
    const subjects = branches.map((branch) => `project_path:${this.#project}:ref_type:branch:ref:${branch}`);
    const audience = { [`${this.host}:aud`]: this.audience };
    return and({ StringEquals: audience }, { [operator]: { [`${this.host}:sub`]: subjects } });
  }
}
