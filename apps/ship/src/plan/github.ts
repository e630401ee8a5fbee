import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import type { Comments } from './comment';
import { type Author, ForgeApi } from './forge-api';

const event = z.object({ pull_request: z.object({ number: z.number() }).optional() });

/**
 * What tokens of an app begin with, a job's among them: those may not ask who they are.
 *
 * @see https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats
 */
const OF_AN_APP = 'ghs_';

const isBot = ({ type }: Author): boolean => type === 'Bot';

/**
 * The pull request that a workflow of GitHub Actions runs for.
 *
 * @returns nothing where it runs for something else
 * @see https://docs.github.com/en/rest/issues/comments
 */
export function githubRequest(environment: NodeJS.ProcessEnv): Comments | undefined {
  const {
    GITHUB_EVENT_PATH: file = '',
    GITHUB_REPOSITORY: repository,
    GITHUB_API_URL: url = 'https://api.github.com',
    GITHUB_TOKEN: token,
  } = environment;
  const number = existsSync(file)
    ? event.parse(JSON.parse(readFileSync(file, 'utf8'))).pull_request?.number
    : undefined;
  if (!number || !repository) {
    return undefined;
  }
  if (!token) {
    throw new Failure(
      '--comment needs GITHUB_TOKEN: give the step `env: GITHUB_TOKEN: ${{ github.token }}`',
      EXIT.usage,
    );
  }
  const api = new ForgeApi({
    url,
    headers: {
      Authorization: `Bearer ${token}`,
      Accept: 'application/vnd.github+json',
      'X-GitHub-Api-Version': '2022-11-28',
    },
    mend: 'GITHUB_TOKEN needs `permissions: pull-requests: write`, which workflows of forks do not get',
  });
  const path = `/repos/${repository}/issues`;
  return {
    longest: 65_536,
    list: async () => {
      const isOwn = token.startsWith(OF_AN_APP) ? isBot : await api.ownUser();
      return api.comments(`${path}/${number}/comments`, isOwn);
    },
    create: async (body) => void (await api.call('POST', `${path}/${number}/comments`, { body })),
    change: async (id, body) => void (await api.call('PATCH', `${path}/comments/${id}`, { body })),
  };
}
