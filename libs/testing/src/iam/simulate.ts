import type { Account, IamRequest } from './api-call';

/** What policies say to a request. */
export type Answer = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

/**
 * What IAM says to a request of a role with these policies.
 *
 * @param boundary policy that is the most the role can do
 * @throws Error for policies or requests that IAM would not take
 */
export async function simulate(
  request: IamRequest,
  policies: readonly string[],
  { accountId }: Account,
  boundary?: string,
): Promise<Answer> {
  const { action, resource, context } = request;
  const { runSimulation } = await import('@cloud-copilot/iam-simulate');
  const result = await runSimulation(
    {
      request: {
        action,
        principal: `arn:aws:iam::${accountId}:role/tried`,
        resource: { resource, accountId },
        contextVariables: context,
      },
      identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy: about(action, policy) })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(resource.includes(':key/') && { resourcePolicy: keyPolicy(accountId) }),
      ...(boundary && { permissionBoundaryPolicies: [{ name: 'boundary', policy: JSON.parse(boundary) as unknown }] }),
    },
    {},
  );
  if (result.resultType === 'error') {
    throw new Error(`${action} on ${resource}: ${JSON.stringify(result.errors)}`);
  }
  return result.overallResult as Answer;
}

/** What of a policy is about an action: the rest says nothing to it, and takes the simulator most of its time. */
function about(action: string, policy: string): object {
  const { Statement, ...rest } = JSON.parse(policy) as {
    Statement: readonly { Action?: string | readonly string[] }[];
  };
  const isAbout = ({ Action }: (typeof Statement)[number]) =>
    Action === undefined || [Action].flat().some((each) => patternOf(each).test(action));
  const said = Statement.filter(isAbout);
  // IAM knows no policy without statements: the first of those that say nothing will do.
  return { ...rest, Statement: said.length > 0 ? said : Statement.slice(0, 1) };
}

function patternOf(action: string): RegExp {
  return new RegExp(`^${action.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i');
}

/** Without it, nobody's policies say anything of a key. All keys here have it. */
function keyPolicy(accountId: string): object {
  const Principal = { AWS: `arn:aws:iam::${accountId}:root` };
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal, Action: 'kms:*', Resource: '*' }] };
}

/**
 * Whether one of these sets of conditions holds, as IAM compares them.
 *
 * The simulator's data of context keys leaves out the subject of tokens, which AWS knows of every issuer: this does without that data.
 *
 * @param context what is known of the request, by key: `gitlab.com:sub`
 */
export async function holds(
  sets: readonly Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>[],
  context: Readonly<Record<string, string>>,
): Promise<boolean> {
  const { runUnsafeSimulation } = await import('@cloud-copilot/iam-simulate');
  const Statement = sets.map((Condition) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', Condition }));
  const answer = runUnsafeSimulation(
    {
      request: {
        action: 's3:GetObject',
        principal: 'arn:aws:iam::123456789012:role/tried',
        resource: { resource: 'arn:aws:s3:::any/thing', accountId: '123456789012' },
        contextVariables: context,
      },
      identityPolicies: [{ name: 'conditions', policy: { Version: '2012-10-17', Statement } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  return answer === 'Allowed';
}
