import { GetRolePolicyCommand, IAMClient, ListRoleTagsCommand } from '@aws-sdk/client-iam';
import { type Account, type ApiCall, type IamRequest, simulate } from '@laravel-ecs/testing';
import type { ClientConfiguration } from './life';

/** What policies leave open, and IAM knows of a request. */
const ONE_OF: Readonly<Record<string, string>> = {
  'ecs:Submit*': 'ecs:SubmitTaskStateChange',
  'kms:GenerateDataKey*': 'kms:GenerateDataKey',
};

interface Statement {
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>;
}

/** Names of the roles that calls gave rights to. */
export function rolesPermitted(calls: readonly ApiCall[]): readonly string[] {
  return calls.flatMap(({ action, parameters }) =>
    action === 'PutRolePolicy' ? [String(parameters['RoleName'])] : [],
  );
}

/** What policies of roles give, and what of it a boundary takes away again, in words. */
export interface Given {
  readonly all: readonly string[];
  readonly lost: readonly string[];
}

/** What the policies of these roles give within a boundary, on what belongs to their environment. */
export async function givenWithin(
  boundary: string,
  roles: readonly string[],
  configuration: ClientConfiguration,
  account: Account,
): Promise<Given> {
  const iam = new IAMClient(configuration);
  const all: string[] = [];
  const lost: string[] = [];
  for (const role of roles) {
    const { Tags = [] } = await iam.send(new ListRoleTagsCommand({ RoleName: role }));
    const { PolicyDocument = '' } = await iam.send(
      new GetRolePolicyCommand({ RoleName: role, PolicyName: 'permissions' }),
    );
    const policy = decodeURIComponent(PolicyDocument);
    const { Statement: statements } = JSON.parse(policy) as { readonly Statement: readonly Statement[] };
    const tags = (key: string) => Object.fromEntries(Tags.map(({ Key, Value = '' }) => [`aws:${key}/${Key}`, Value]));
    for (const request of statements.flatMap((statement) => requestsOf(statement, account))) {
      const who = { 'aws:PrincipalArn': `arn:aws:iam::${account.accountId}:role/${role}` };
      const context = { ...who, ...tags('ResourceTag'), ...tags('PrincipalTag'), ...request.context };
      const asks = (around?: string) => simulate({ ...request, context }, [policy], account, around);
      if ((await asks()) === 'Allowed') {
        const said = `${role}: ${request.action} on ${request.resource}`;
        all.push(said);
        lost.push(...((await asks(boundary)) === 'Allowed' ? [] : [said]));
      }
    }
  }
  return { all, lost };
}

/** One request for each action on each resource, for which the statement's conditions hold. */
function requestsOf({ Action, Resource, Condition = {} }: Statement, { region, accountId }: Account): IamRequest[] {
  const context = Object.assign({}, ...Object.values(Condition)) as IamRequest['context'];
  const cluster = context['ecs:cluster'];
  const instance =
    typeof cluster === 'string' ? `${cluster.replace(':cluster/', ':container-instance/')}/1` : undefined;
  return Action.flatMap((action) =>
    Resource.map((resource) => ({
      action: ONE_OF[action] ?? action,
      resource: (resource === '*' && instance ? instance : resource)
        .replace('arn:*:logs:*:*:', `arn:aws:logs:${region}:${accountId}:`)
        .replace(/(:log-group:[^:]+):\*$/, '$1:log-stream:x')
        .replace(/(?<=.)\*/g, 'x'),
      context,
    })),
  );
}
