import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { Aws } from '../aws/aws';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';

/** Whom the tokens of GitHub are for. Those of GitLab are for the GitLab itself, as its role in AWS has it. */
const AUDIENCE = 'sts.amazonaws.com';

/** Takes the role of an environment on: hands back the variables that have Terraform act as it, of which an empty one is to be taken away. */
export type TakeRole = (environment: string, region: string | undefined) => Promise<Readonly<Record<string, string>>>;

/**
 * Roles that a job may take on by the token that says who it is: one job plans several environments, and takes another role for each.
 *
 * @param pattern ARN of a role, in which `ENV` stands for the environment's name
 * @throws Failure where the job has no such token
 * @see https://docs.github.com/en/actions/reference/security/oidc
 * @see https://docs.gitlab.com/ci/secrets/id_token_authentication/
 */
export async function rolesOf(pattern: string, environment: NodeJS.ProcessEnv): Promise<TakeRole> {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: file } = environment;
  const WebIdentityToken = file ? readFileSync(file, 'utf8') : await tokenOf(environment);
  return async (name, region) => {
    const RoleArn = pattern.replaceAll('ENV', name);
    const sts = await new Aws(region).sts();
    const { Credentials } = await sts
      .assumeRoleWithWebIdentity({ RoleArn, RoleSessionName: `ship-plan-${name}`, WebIdentityToken })
      .catch((error: Error) => {
        throw new Failure(`AWS does not let this job take ${RoleArn} on: ${error.message}`);
      });
    return {
      AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? '',
      AWS_SESSION_TOKEN: Credentials?.SessionToken ?? '',
      // They would count more, or have the role taken on once more.
      AWS_PROFILE: '',
      AWS_ROLE_ARN: '',
      AWS_WEB_IDENTITY_TOKEN_FILE: '',
    };
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
