import type { Vpc } from '@laravel-ecs/network';
import type { IResolvable } from 'cdktf';

/** Where tasks on Fargate stand. */
export interface TaskPlacement {
  readonly subnetIds: readonly string[];

  /** Whether they get public addresses, for want of another way to AWS. */
  readonly assignPublicIp: boolean | IResolvable;
}

/** Where tasks stand in a network: in private subnets, as long as they reach AWS from there. */
export function placementIn(vpc: Vpc): { readonly subnetIds: readonly string[]; readonly assignPublicIp: boolean } {
  const assignPublicIp = !vpc.privateSubnetsReachAws;
  return { assignPublicIp, subnetIds: assignPublicIp ? vpc.publicSubnetIds : vpc.privateSubnetIds };
}
