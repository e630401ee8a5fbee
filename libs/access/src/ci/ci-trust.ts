import type { CiEnvironment } from '@laravel-ecs/config';
import type { Conditions } from '../policy-document';

/** What a job of CI is there for. */
export type CiUse =
  /** To say what would change, in a merge request or on a branch. */
  | 'plan'
  /** To look what has changed behind Terraform's back, on a branch. */
  | 'drift'
  /** To change an environment or what runs in it. */
  | 'deploy'
  /** To make, change and destroy previews, in a merge request or on a branch. */
  | 'preview';

/** Which jobs a role is for. */
export interface CiJobs {
  readonly use: CiUse;

  /** Name of the environment, or `preview`. */
  readonly environment: string;
  readonly branches: CiEnvironment['branches'];
  readonly isProtected: boolean;
}

/** Where jobs come from that AWS trusts by what their issuer says of them. */
export interface CiIssuer {
  /** What it is called in the stack: `GitHub`. */
  readonly id: string;

  /** Its address, without a protocol: `token.actions.githubusercontent.com`. */
  readonly host: string;

  /** Whom its tokens are for. */
  readonly audience: string;

  /** What it has to say of a job, as conditions of which one set has to hold. Each names who the code belongs to without a pattern. */
  trust(jobs: CiJobs): readonly Conditions[];
}
