import { githubJobs } from './github';
import { GitlabProject } from './gitlab';
import { type Happening, inWords, VARIABLES } from './pipeline';

const REQUEST = ['build', 'check', 'plan'];
const RELEASES = ['dev', 'prod (waits) after staging', 'staging after dev'];
const TOOLS = { ...VARIABLES, CHECKOV_IMAGE: 'bridgecrew/checkov:3', INFRACOST_IMAGE: 'infracost/infracost:ci-0.10' };

/** What happens, and the jobs that run for it, alike in both. */
const TABLE: readonly (readonly [string, Happening, readonly string[]])[] = [
  ['a request for dev', { kind: 'request', changed: ['environments/dev/environment.ts'] }, [...REQUEST, 'preview']],
  ['a request for a library', { kind: 'request', changed: ['libs/ecs/src/index.ts'] }, [...REQUEST, 'preview']],
  ['a request for the application', { kind: 'request', changed: ['php-app/artisan'] }, [...REQUEST, 'preview']],
  ['a request for docs', { kind: 'request', changed: ['docs/features.md', 'README.md'] }, REQUEST],
  ['a request for the pipelines', { kind: 'request', changed: ['.gitlab-ci.yml', 'ci/gitlab/main.yml'] }, REQUEST],
  ['a request from a fork', { kind: 'request', changed: ['php-app/artisan'], fork: true }, ['check']],
  [
    'a request before AWS is set up',
    { kind: 'request', changed: ['php-app/artisan'], variables: {} },
    ['build', 'check'],
  ],
  [
    'a request with Checkov and Infracost',
    { kind: 'request', changed: ['docs/features.md'], variables: TOOLS },
    [...REQUEST, 'checkov', 'infracost'],
  ],
  [
    'a request from a fork, with Checkov and Infracost',
    { kind: 'request', changed: ['docs/features.md'], variables: TOOLS, fork: true },
    ['check'],
  ],
  ['a request that is closed', { kind: 'closed request', changed: ['php-app/artisan'] }, ['preview-down']],
  ['a request for docs that is closed', { kind: 'closed request', changed: ['docs/features.md'] }, []],
  ['a merge of infrastructure', { kind: 'push', changed: ['environments/prod/environment.ts'] }, RELEASES],
  ['a merge of the application', { kind: 'push', changed: ['php-app/artisan'] }, RELEASES],
  ['a merge of docs', { kind: 'push', changed: ['docs/features.md'] }, []],
  ['a merge before AWS is set up', { kind: 'push', changed: ['php-app/artisan'], variables: {} }, []],
  ['the night', { kind: 'nightly' }, ['drift', 'sweep']],
  ['the week', { kind: 'weekly' }, ['rebuild']],
  ['a tag', { kind: 'tag' }, []],
];

describe.each(TABLE)('For %s', (_, happening, expected) => {
  test('GitHub runs what it should', () => {
    expect(inWords(githubJobs(happening))).toEqual([...expected].sort());
  });

  test('GitLab runs the same', () => {
    const project = new GitlabProject(happening.changed);
    expect(inWords(project.jobs(happening))).toEqual([...expected].sort());
    project.remove();
  });
});
