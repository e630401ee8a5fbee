import type { HcpApi } from './hcp-api';

/**
 * Sets variables of the environment that Terraform runs in, in a workspace. Others that it has are left alone.
 *
 * @returns whether any was missing or different
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/workspace-variables
 */
export async function makeVariables(
  api: HcpApi,
  workspace: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const path = `/workspaces/${workspace}/vars`;
  const there = Object.keys(variables).length > 0 ? await api.list(path) : [];
  let isChanged = false;
  for (const [key, value] of Object.entries(variables)) {
    const found = there.find(({ attributes }) => attributes['key'] === key && attributes['category'] === 'env');
    if (!found) {
      await api.create(path, 'vars', { key, value, category: 'env', description: 'Set by ship state bootstrap.' });
    } else if (found.attributes['value'] !== value) {
      await api.change(`${path}/${found.id}`, 'vars', { value });
    } else {
      continue;
    }
    isChanged = true;
  }
  return isChanged;
}

/** An AWS account as `GetCallerIdentity` tells it. */
export interface Identity {
  readonly Account?: string | undefined;
  readonly Arn?: string | undefined;
}

/**
 * Variables by which HCP Terraform signs its runs in to AWS without a key: a plan as the role that reads, an apply as the one that changes.
 *
 * Of the two that read, it is the one for drift: a run refreshes, and the provider refreshes a password by reading it.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
 */
export function signInVariables({ Account = '', Arn = '' }: Identity, project: string, environment: string) {
  const [, partition] = Arn.split(':');
  const role = (does: 'drift' | 'deploy') =>
    `arn:${partition}:iam::${Account}:role/${project}-ci-${does}-${environment}`;
  return {
    TFC_AWS_PROVIDER_AUTH: 'true',
    TFC_AWS_PLAN_ROLE_ARN: role('drift'),
    TFC_AWS_APPLY_ROLE_ARN: role('deploy'),
  };
}
