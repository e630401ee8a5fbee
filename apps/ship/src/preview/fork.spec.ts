import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuseForks } from './fork';

/** The variables of a workflow on GitHub that an event has started. */
function onGitHub(event: object): NodeJS.ProcessEnv {
  const file = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
  writeFileSync(file, JSON.stringify(event));
  return { GITHUB_EVENT_PATH: file };
}

const request = (head: string | null) => ({
  pull_request: { head: { repo: head && { full_name: head } }, base: { repo: { full_name: 'acme/shop' } } },
});

describe('refuseForks', () => {
  test.each<[string, NodeJS.ProcessEnv]>([
    ['a shell of a person', {}],
    ['a push on GitHub', onGitHub({ ref: 'refs/heads/fix' })],
    ['a pull request of the repository itself', onGitHub(request('acme/shop'))],
    ['a branch on GitLab', { CI_PROJECT_ID: '1' }],
    [
      'a merge request of the project itself',
      { CI_PROJECT_ID: '1', CI_MERGE_REQUEST_PROJECT_ID: '1', CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '1' },
    ],
  ])('lets %s be', (_, variables) => {
    expect(() => refuseForks(variables)).not.toThrow();
  });

  test.each<[string, string]>([
    ['that is not there', join(tmpdir(), 'no-event.json')],
    ['that is no JSON', __filename],
    ['that says something else', onGitHub({ pull_request: { head: 'main' } })['GITHUB_EVENT_PATH'] ?? ''],
  ])('refuses what comes with an event %s: nothing tells whose it is', (_, file) => {
    expect(() => refuseForks({ GITHUB_EVENT_PATH: file })).toThrow(
      `GITHUB_EVENT_PATH is '${file}', which is no event of GitHub that could be read`,
    );
  });

  test.each<[string, NodeJS.ProcessEnv, string]>([
    ['a pull request of a fork', onGitHub(request('mallory/shop')), 'mallory/shop'],
    ['one of a fork that is gone', onGitHub(request(null)), 'a repository that is gone'],
    [
      'a merge request of a fork, in the pipeline of the project',
      {
        CI_PROJECT_ID: '1',
        CI_MERGE_REQUEST_PROJECT_ID: '1',
        CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '2',
        CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: 'mallory/shop',
      },
      'mallory/shop',
    ],
    [
      'the same, in the pipeline of the fork',
      { CI_PROJECT_ID: '2', CI_MERGE_REQUEST_PROJECT_ID: '1', CI_MERGE_REQUEST_SOURCE_PROJECT_ID: '2' },
      'project 2',
    ],
  ])('refuses %s, and says why', (_, variables, from) => {
    expect(() => refuseForks(variables)).toThrow(
      `the branch comes from ${from}, a fork, which has no rights to this project's secrets`,
    );
  });
});
