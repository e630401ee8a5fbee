import { existsSync, readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { takeRoles } from './roles';

const PATTERN = 'arn:aws:iam::123456789012:role/laravel-ci-plan-ENV';

describe('Roles to plan with', () => {
  test('are one for each environment, by the token of a job in GitLab', async () => {
    const roles = await takeRoles(PATTERN, { AWS_ID_TOKEN: 'token of GitLab' });
    const { AWS_WEB_IDENTITY_TOKEN_FILE: file = '', ...variables } = roles.variablesOf('dev');
    expect(variables).toEqual({
      AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/laravel-ci-plan-dev',
      AWS_ROLE_SESSION_NAME: 'ship-plan-dev',
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_SESSION_TOKEN: '',
      AWS_PROFILE: '',
    });
    expect(readFileSync(file, 'utf8')).toBe('token of GitLab');
    roles.forget();
    expect(existsSync(file)).toBe(false);
  });

  test('are had by the token that GitHub gives a job for AWS', async () => {
    const asked: { url: string | undefined; headers: IncomingHttpHeaders }[] = [];
    const server = createServer(({ url, headers }, response) => {
      asked.push({ url, headers });
      response.end(JSON.stringify({ value: 'token of GitHub' }));
    });
    await new Promise<void>((end) => server.listen(0, '127.0.0.1', end));
    const { port } = server.address() as AddressInfo;
    const roles = await takeRoles(PATTERN, {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/token?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer',
    });
    expect(readFileSync(roles.variablesOf('dev')['AWS_WEB_IDENTITY_TOKEN_FILE'] ?? '', 'utf8')).toBe('token of GitHub');
    expect(asked).toEqual([
      {
        url: '/token?api-version=2.0&audience=sts.amazonaws.com',
        headers: expect.objectContaining({ authorization: 'Bearer bearer' }),
      },
    ]);
    roles.forget();
    await new Promise((end) => server.close(end));
  });

  test('are taken in GitLab by a token for that GitLab, as the templates have it', async () => {
    await expect(takeRoles(PATTERN, {})).rejects.toThrow('in GitLab `id_tokens: AWS_ID_TOKEN: aud: $CI_SERVER_URL`');
    expect(readFileSync(resolve(__dirname, '../../../../ci/gitlab/templates.yml'), 'utf8')).toMatch(
      /AWS_ID_TOKEN:\n +aud: \$CI_SERVER_URL\n/,
    );
  });

  test('leave a token file alone that is there already', async () => {
    const roles = await takeRoles(PATTERN, { AWS_WEB_IDENTITY_TOKEN_FILE: __filename });
    expect(roles.variablesOf('dev')['AWS_WEB_IDENTITY_TOKEN_FILE']).toBe(__filename);
    roles.forget();
    expect(existsSync(__filename)).toBe(true);
  });

  test('are not had where GitHub gives no token', async () => {
    const environment = { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1/?', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x' };
    await expect(takeRoles(PATTERN, environment)).rejects.toThrow(
      "GitHub gives this job no token (it can't be reached)",
    );
  });
});
