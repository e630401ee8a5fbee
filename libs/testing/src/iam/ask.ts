import type { Account, ApiCall, IamRequest, Owner, OwnerOf } from './api-call';
import { RightsNeeded } from './rights-needed';
import { simulate } from './simulate';

/** A call, and what IAM is asked before it is carried out. */
export interface Asked {
  readonly call: ApiCall;
  readonly requests: readonly IamRequest[];
}

/** What calls ask for: each once, however often it was made. */
export async function askedFor(
  calls: readonly ApiCall[],
  account: Account,
  owner: Owner | OwnerOf,
): Promise<readonly Asked[]> {
  const needed = new RightsNeeded(account, owner);
  const asked = new Map<string, Asked>();
  for (const call of calls) {
    const requests = await needed.of(call);
    asked.set(`${call.action} ${JSON.stringify(requests)}`, { call, requests });
  }
  return [...asked.values()];
}

/** The requests that a role with these policies is not allowed, in words; of all these calls. */
export async function refusedOf(
  asked: readonly Asked[],
  policies: readonly string[],
  account: Account,
): Promise<readonly string[]> {
  const refused: string[] = [];
  for (const request of asked.flatMap(({ requests }) => requests)) {
    const answer = await simulate(request, policies, account);
    if (answer !== 'Allowed') {
      refused.push(`${request.action} on ${request.resource}`);
    }
  }
  return [...new Set(refused)].sort();
}

/** The calls that a role with these policies may make, every part of them, in words: `ssm:GetParameter on …`. */
export async function allowedOf(
  asked: readonly Asked[],
  policies: readonly string[],
  account: Account,
): Promise<readonly string[]> {
  const allowed: string[] = [];
  for (const { requests } of asked.filter((each) => each.requests.length > 0)) {
    const answers = await Promise.all(requests.map((request) => simulate(request, policies, account)));
    if (answers.every((answer) => answer === 'Allowed')) {
      allowed.push(requests.map(({ action, resource }) => `${action} on ${resource}`).join(', '));
    }
  }
  return [...new Set(allowed)].sort();
}
