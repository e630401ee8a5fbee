import type { CpuArchitecture } from '@laravel-ecs/config';
import type { ITerraformDependable } from 'cdktf';
import type { TaskPlacement } from './task-placement';

/** Machines that tasks run on. */
export interface Capacity {
  readonly launchType: 'ec2' | 'fargate';

  /** Their processor. */
  readonly architecture: CpuArchitecture;

  /** Subnets that the instances stand in, or on Fargate the tasks. */
  readonly subnetIds: readonly string[];

  /** Whether tasks with addresses of their own get public ones, for want of another way to AWS. Fargate alone has that. */
  readonly assignPublicIp: TaskPlacement['assignPublicIp'];

  /** Name of the capacity provider that one-off tasks ask for. */
  readonly capacityProvider: string;

  /** How a service shares its tasks out over capacity providers. */
  readonly strategy: readonly { readonly capacityProvider: string; readonly weight: number; readonly base?: number }[];

  /** Until the cluster knows its providers, it refuses services that ask for them. */
  readonly ready: ITerraformDependable;
}
