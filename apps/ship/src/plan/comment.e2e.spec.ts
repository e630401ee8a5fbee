import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ForgeEndpoint } from '@laravel-ecs/testing';
import { FixtureWorkspace } from '../fixture-workspace';

describe.each(['github', 'github-person', 'gitlab'] as const)('The comment on a request of %s', (kind) => {
  let forge: ForgeEndpoint;
  let workspace: FixtureWorkspace;

  beforeEach(async () => {
    forge = await ForgeEndpoint.start(kind);
  });
  afterEach(async () => {
    workspace.remove();
    await forge.stop();
  });

  const given = (environment: NodeJS.ProcessEnv = {}) =>
    (workspace = new FixtureWorkspace(
      { dev: { terraform_data: { Web: { input: 'value' } } } },
      { environment: { GITHUB_EVENT_PATH: '', ...forge.environment, ...environment } },
    ));

  test('is made once, and changed when the plan is another', async () => {
    forge.comments.set(1, 'Looks good');
    given();
    const { code, stdout, stderr } = await workspace.ship('plan', '--comment');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('The comment is made');
    expect(forge.comments.get(2)).toBe(
      [
        '<!-- ship plan -->',
        '### Plan',
        '',
        '**dev**: 1 added',
        '',
        '<details>',
        '<summary>1 resource</summary>',
        '',
        '```diff',
        '+ terraform_data.Web',
        '```',
        '',
        '</details>',
      ].join('\n'),
    );

    expect((await workspace.ship('plan', '--comment')).stdout).toContain('The comment is as it was');
    workspace.say({ dev: { terraform_data: { Web: {}, Worker: {} } } });
    expect((await workspace.ship('plan', '--comment')).stdout).toContain('The comment is changed');
    expect(forge.comments.get(2)).toContain('**dev**: 2 added');
    expect([...forge.comments.keys()]).toEqual([1, 2]);

    // What it said of an earlier commit would not be true of one that can't be synthesised.
    writeFileSync(join(workspace.directory, 'stacks.json'), '{');
    expect(await workspace.ship('plan', '--comment')).toMatchObject({ code: 1 });
    expect(forge.comments.get(2)).toBe(
      '<!-- ship plan -->\n### Plan\n\nNothing could be planned: the log of the job says why.',
    );
    expect(new Set(forge.calls.map(({ token }) => token?.replace('Bearer ', '')))).toEqual(new Set([forge.token]));
  });

  test('is found beyond the first page', async () => {
    Array.from({ length: 120 }, (_, index) => forge.comments.set(index + 1, `Comment ${index}`));
    forge.comments.set(110, '<!-- ship plan -->\nof yesterday');
    given();
    await workspace.ship('plan', '--comment');
    expect(forge.comments.get(110)).toContain('**dev**: 1 added');
    expect(forge.comments.size).toBe(120);
  });

  test('is not one that somebody else has written', async () => {
    forge.comments.set(1, '<!-- ship plan -->\nAll is well');
    forge.others.add(1);
    given();
    expect((await workspace.ship('plan', '--comment')).stdout).toContain('The comment is made');
    expect(forge.comments.get(1)).toBe('<!-- ship plan -->\nAll is well');
    expect((await workspace.ship('plan', '--comment')).stdout).toContain('The comment is as it was');
    expect(forge.comments.size).toBe(2);
  });

  test('is not another that speaks of it', async () => {
    forge.comments.set(1, 'What is this <!-- ship plan --> for?');
    given();
    await workspace.ship('plan', '--comment');
    expect(forge.comments.get(1)).toBe('What is this <!-- ship plan --> for?');
    expect(forge.comments.size).toBe(2);
  });

  test.each([
    ['a token that is not taken', [401, {}], /does not let GET .* \(401\): GIT(HUB|LAB)_TOKEN/],
    ['a token that may not comment', [403, {}], /does not let GET .* \(403\): GIT(HUB|LAB)_TOKEN/],
    ['too many calls', [429, {}, { 'Retry-After': '60' }], /wants fewer calls: run the job again in 60 s/],
    ['too many calls in an hour', [403, {}, { 'X-RateLimit-Remaining': '0' }], /run the job again later/],
    ['a server that fails', [502, {}], /refuses GET .* \(502\)/],
  ] as const)('fails by a sentence for %s', async (_, instead, message) => {
    given();
    forge.instead = instead;
    const { code, stdout, stderr } = await workspace.ship('plan', '--comment');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(message) });
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toContain('dev  1 added');
    expect(stdout + stderr).not.toContain('hidden');
  });

  test('fails by a sentence where nobody answers', async () => {
    const nowhere = 'http://127.0.0.1:1';
    given({ GITHUB_API_URL: nowhere, CI_API_V4_URL: nowhere });
    expect(await workspace.ship('plan', '--comment')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("127.0.0.1:1 can't be reached: "),
    });
  });

  test('needs a token, and says so before it plans', async () => {
    given({ GITHUB_TOKEN: '', GITLAB_TOKEN: '' });
    expect(await workspace.ship('plan', '--comment')).toEqual({
      code: 64,
      stdout: '',
      stderr: expect.stringMatching(/--comment needs GIT(HUB|LAB)_TOKEN/),
    });
  });
});
