import { type Ground, PREVIEW_RULES } from '@laravel-ecs/config';
import type { Aws } from '../aws/aws';
import { Failure } from '../failure';

/** What Terraform says where the rule of a preview would have the priority of another's. */
const IN_USE = /PriorityInUse/;

/** Whether an apply failed since somebody else took the priority of the rule. */
export function isTaken(error: unknown): boolean {
  return error instanceof Failure && IN_USE.test(error.message);
}

/**
 * The priority that a preview wants for its rule, or the next one that no rule of the listener has.
 *
 * @throws Failure where there is none
 */
export async function freeRule(aws: Aws, { listener }: Ground, wanted: number): Promise<number> {
  const { paginateDescribeRules } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = await aws.loadBalancing();
  const taken = new Set<number>();
  for await (const { Rules = [] } of paginateDescribeRules({ client }, { ListenerArn: listener })) {
    Rules.forEach(({ Priority }) => taken.add(Number(Priority)));
  }
  const candidates = Array.from({ length: PREVIEW_RULES }, (_, step) => ((wanted - 1 + step) % PREVIEW_RULES) + 1);
  const free = candidates.find((priority) => !taken.has(priority));
  if (free === undefined) {
    throw new Failure('the load balancer has a rule at every priority that previews may have: take some down');
  }
  return free;
}
