import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';

/** Whom the tokens of GitHub are for. Those of GitLab are for the GitLab itself, as its role in AWS has it. */
const AUDIENCE = 'sts.amazonaws.com';

/** Roles to plan with, one for each environment. */
export interface Roles {
  /** Variables that have Terraform take the role of an environment; an empty one is to be taken away. */
  variablesOf(environment: string): Readonly<Record<string, string>>;

  /** Takes the token away. */
  forget(): void;
}

/**
 * Roles that a job may take by the token that says who it is: one job plans several environments, and takes another role for each.
 *
 * @param pattern ARN of a role, in which `ENV` stands for the environment's name
 * @throws Failure where the job has no such token
 * @see https://docs.github.com/en/actions/reference/security/oidc
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/
 */
export async function takeRoles(pattern: string, environment: NodeJS.ProcessEnv): Promise<Roles> {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: given } = environment;
  const token = given ? '' : await tokenOf(environment);
  const folder = given ? undefined : mkdtempSync(join(tmpdir(), 'identity-'));
  const file = given ?? join(folder ?? '', 'token');
  if (folder) {
    writeFileSync(file, token, { mode: 0o600 });
  }
  return {
    variablesOf: (name) => ({
      AWS_ROLE_ARN: pattern.replaceAll('ENV', name),
      AWS_ROLE_SESSION_NAME: `ship-plan-${name}`,
      AWS_WEB_IDENTITY_TOKEN_FILE: file,
      // They would count more.
      AWS_ACCESS_KEY_ID: '',
      AWS_SECRET_ACCESS_KEY: '',
      AWS_SESSION_TOKEN: '',
      AWS_PROFILE: '',
    }),
    forget: () => folder && rmSync(folder, { recursive: true, force: true }),
  };
}

async function tokenOf(environment: NodeJS.ProcessEnv): Promise<string> {
  const {
    AWS_ID_TOKEN: gitlab,
    ACTIONS_ID_TOKEN_REQUEST_URL: url,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
  } = environment;
  if (gitlab) {
    return gitlab;
  }
  if (!url || !bearer) {
    throw new Failure(
      `--role needs a token that says who the job is: in GitLab \`id_tokens: AWS_ID_TOKEN: aud: $CI_SERVER_URL\`, in GitHub \`permissions: id-token: write\`, elsewhere AWS_WEB_IDENTITY_TOKEN_FILE`,
      EXIT.usage,
    );
  }
  const response = await fetch(`${url}&audience=${AUDIENCE}`, { headers: { Authorization: `Bearer ${bearer}` } }).catch(
    () => undefined,
  );
  if (!response?.ok) {
    throw new Failure(`GitHub gives this job no token (${response?.status ?? "it can't be reached"})`);
  }
  return z.object({ value: z.string() }).parse(await response.json()).value;
}
