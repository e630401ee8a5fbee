import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Failure } from '../failure';

const repository = z.object({ full_name: z.string() });

/** An event of GitHub, as far as it tells where a branch comes from. A fork that was deleted is no repository any more. */
const event = z.object({
  pull_request: z
    .object({ head: z.object({ repo: repository.nullable() }), base: z.object({ repo: repository }) })
    .optional(),
});

/**
 * Refuses a branch of a fork: whoever may open a pull request could have it run with a database, an APP_KEY and what else is secret.
 *
 * @param variables those of the pipeline
 * @throws Failure
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables
 * @see https://docs.gitlab.com/ci/variables/predefined_variables/
 */
export function refuseForks(variables: NodeJS.ProcessEnv): void {
  const strangers = ofGitHub(variables['GITHUB_EVENT_PATH']) ?? ofGitLab(variables);
  if (strangers) {
    throw new Failure(
      `the branch comes from ${strangers}, a fork, which has no rights to this project's secrets: a preview would hand them to whoever may open a request. ` +
        `Push the branch to this repository, once its code was read`,
    );
  }
}

function ofGitHub(file: string | undefined): string | undefined {
  if (!file) {
    return undefined;
  }
  const { pull_request: request } = read(file);
  const from = request?.head.repo?.full_name;
  return request && from !== request.base.repo.full_name ? (from ?? 'a repository that is gone') : undefined;
}

/** What can't be read may be a request of a fork. */
function read(file: string): z.output<typeof event> {
  try {
    return event.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    throw new Failure(
      `GITHUB_EVENT_PATH is '${file}', which is no event of GitHub that could be read, so that nothing tells whether the branch is a fork's: ` +
        `have the file where the job runs or, where this is no job of GitHub's, take the variable away`,
    );
  }
}

/** In the fork's own pipelines, the project is the fork: what counts is whose request it is. */
function ofGitLab(variables: NodeJS.ProcessEnv): string | undefined {
  const {
    CI_MERGE_REQUEST_SOURCE_PROJECT_ID: from,
    CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: path,
    CI_MERGE_REQUEST_PROJECT_ID: to,
    CI_PROJECT_ID: here,
  } = variables;
  return from && (from !== here || (to && from !== to)) ? (path ?? `project ${from}`) : undefined;
}
