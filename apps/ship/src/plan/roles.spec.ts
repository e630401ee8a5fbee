import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { StsEndpoint } from '@laravel-ecs/testing';
import { rolesOf } from './roles';

const PATTERN = 'arn:aws:iam::123456789012:role/laravel-ci-plan-ENV';

const roleOf = (name: string) => PATTERN.replace('ENV', name);

let sts: StsEndpoint;

beforeAll(async () => {
  sts = await StsEndpoint.start();
  sts.refused.add(roleOf('prod'));
  Object.assign(process.env, sts.environment);
});
afterAll(() => sts.stop());
beforeEach(() => (sts.taken.length = 0));

describe('Roles to plan with', () => {
  test('are one for each environment, by the token of a job in GitLab', async () => {
    const takeRole = await rolesOf(PATTERN, { AWS_ID_TOKEN: 'token of GitLab' });
    expect([await takeRole('dev', 'us-east-1'), await takeRole('staging', 'us-east-1')]).toEqual(
      ['dev', 'staging'].map((name) => ({
        AWS_ACCESS_KEY_ID: `key of ${roleOf(name)}`,
        AWS_SECRET_ACCESS_KEY: 'secret',
        AWS_SESSION_TOKEN: 'session',
        AWS_PROFILE: '',
        AWS_ROLE_ARN: '',
        AWS_WEB_IDENTITY_TOKEN_FILE: '',
      })),
    );
    expect(sts.taken).toEqual(['dev', 'staging'].map((name) => ({ role: roleOf(name), token: 'token of GitLab' })));
  });

  test('are had by the token that GitHub gives a job for AWS', async () => {
    const asked: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
    const server = createServer(({ url, headers }, response) => {
      asked.push({ url, headers });
      response.end(JSON.stringify({ value: 'token of GitHub' }));
    });
    await new Promise<void>((end) => server.listen(0, '127.0.0.1', end));
    const { port } = server.address() as AddressInfo;
    const takeRole = await rolesOf(PATTERN, {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer',
    });
    await takeRole('dev', 'us-east-1');
    await new Promise((end) => server.close(end));
    expect(sts.taken).toEqual([{ role: roleOf('dev'), token: 'token of GitHub' }]);
    expect(asked).toEqual([
      {
        url: '/token?api-version=2.0&audience=sts.amazonaws.com',
        headers: expect.objectContaining({ authorization: 'Bearer bearer' }),
      },
    ]);
  });

  test('are had by the token in a file that is there already', async () => {
    const file = join(tmpdir(), 'token');
    writeFileSync(file, 'token in a file');
    await (
      await rolesOf(PATTERN, { AWS_WEB_IDENTITY_TOKEN_FILE: file })
    )('dev', 'us-east-1');
    expect(sts.taken).toEqual([{ role: roleOf('dev'), token: 'token in a file' }]);
  });

  test('are taken in GitLab by a token for that GitLab, as the templates have it', async () => {
    await expect(rolesOf(PATTERN, {})).rejects.toThrow('in GitLab `id_tokens: AWS_ID_TOKEN: aud: $CI_SERVER_URL`');
    expect(readFileSync(resolve(__dirname, '../../../../ci/gitlab/templates.yml'), 'utf8')).toMatch(
      /AWS_ID_TOKEN:\n +aud: \$CI_SERVER_URL\n/,
    );
  });

  test('that AWS does not let a job take on are named', async () => {
    const takeRole = await rolesOf(PATTERN, { AWS_ID_TOKEN: 'token of GitLab' });
    await expect(takeRole('prod', 'us-east-1')).rejects.toThrow(
      'AWS does not let this job take arn:aws:iam::123456789012:role/laravel-ci-plan-prod on: Not authorized',
    );
  });

  test('are not had where GitHub gives no token', async () => {
    const environment = { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1/?', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' };
    await expect(rolesOf(PATTERN, environment)).rejects.toThrow("GitHub gives this job no token (it can't be reached)");
  });
});
