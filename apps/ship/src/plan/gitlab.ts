import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import type { Comments } from './comment';
import { ForgeApi } from './forge-api';

/**
 * The merge request that a pipeline of GitLab runs for.
 *
 * The token of a job may not write notes: GITLAB_TOKEN is one of the project's own.
 *
 * @see https://docs.gitlab.com/api/notes/#merge-requests
 * @see https://gitlab.com/gitlab-org/gitlab/-/issues/545150
 */
export function gitlabRequest(environment: NodeJS.ProcessEnv): Comments {
  const {
    CI_API_V4_URL: url = 'https://gitlab.com/api/v4',
    CI_PROJECT_ID: project,
    CI_MERGE_REQUEST_IID: number,
    GITLAB_TOKEN: token,
  } = environment;
  if (!token) {
    throw new Failure(
      '--comment needs GITLAB_TOKEN, which a job does not have by itself: make a project access token with the role Reporter and the scope api, and a masked variable of it',
      EXIT.usage,
    );
  }
  const api = new ForgeApi({
    url,
    headers: { 'PRIVATE-TOKEN': token },
    mend: 'GITLAB_TOKEN has to be a project access token that has not expired, with the role Reporter and the scope api',
  });
  const path = `/projects/${project}/merge_requests/${number}/notes`;
  return {
    longest: 1_000_000,
    list: async () => api.comments(path, await api.ownUser()),
    create: async (body) => void (await api.call('POST', path, { body })),
    change: async (id, body) => void (await api.call('PUT', `${path}/${id}`, { body })),
  };
}
