import { resolve } from 'node:path';

export const WORKSPACE = resolve(__dirname, '../..');

/** What happened, for which GitLab and GitHub run jobs. */
export interface Happening {
  readonly kind: 'request' | 'closed request' | 'push' | 'nightly' | 'weekly' | 'tag';

  /** Files that were changed, as paths from the workspace's root. */
  readonly changed?: readonly string[];

  /** Whether the request comes from a fork. */
  readonly fork?: boolean;

  /** Variables of the project; by default, those of the guides. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Variables that a project has for whom the guide was followed. */
export const VARIABLES = { AWS_ACCOUNT_ID: '123456789012', AWS_REGION: 'us-east-1', ECS_PROJECT: 'laravel' };

/** A job that runs for something that happened. */
export interface Job {
  readonly name: string;

  /** Whether it waits for a person. */
  readonly waits: boolean;

  /** Jobs that have to be done before. */
  readonly needs: readonly string[];
}

/** Jobs in a way that two pipelines can be compared by: `prod (waits) after staging`. */
export function inWords(jobs: readonly Job[]): readonly string[] {
  return jobs
    .map(
      ({ name, waits, needs }) =>
        `${name}${waits ? ' (waits)' : ''}${needs.length > 0 ? ` after ${needs.join()}` : ''}`,
    )
    .sort();
}
