import { EcsClusterCapacityProviders } from '@cdktf/provider-aws/lib/ecs-cluster-capacity-providers';
import type { CpuArchitecture } from '@laravel-ecs/config';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Capacity } from './capacity';
import type { Cluster } from './cluster';
import { type Market, onDemandShare } from './market';
import type { TaskPlacement } from './task-placement';

export type FargateCapacityProps = Market & {
  /** Where the tasks stand. */
  readonly placement: TaskPlacement;

  /** Cluster whose tasks run there. */
  readonly cluster: Cluster;

  /**
   * Processor of the tasks.
   *
   * @default 'arm64', which costs a fifth less
   */
  readonly architecture?: 'arm64' | 'x86_64';
};

/** What AWS calls its two. */
const ON_DEMAND = 'FARGATE';
const SPOT = 'FARGATE_SPOT';

/**
 * Machines that AWS looks after: each task has one for itself.
 *
 * @throws RangeError for a share that can't be
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html
 */
export class FargateCapacity extends Construct implements Capacity {
  readonly launchType = 'fargate';
  readonly architecture: CpuArchitecture;
  readonly subnetIds: readonly string[];
  readonly assignPublicIp: TaskPlacement['assignPublicIp'];

  /** On demand, even where services are on spot: a migration must not be interrupted. */
  readonly capacityProvider = ON_DEMAND;
  readonly strategy: Capacity['strategy'];
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: FargateCapacityProps) {
    super(scope, id);
    const { placement, cluster, architecture = 'arm64' } = props;
    this.architecture = architecture === 'arm64' ? 'ARM64' : 'X86_64';
    this.assignPublicIp = placement.assignPublicIp;
    this.subnetIds = placement.subnetIds;

    const { base, percentage } = onDemandShare(props);
    this.strategy = [
      { capacityProvider: ON_DEMAND, weight: percentage, base },
      { capacityProvider: SPOT, weight: 100 - percentage },
    ].filter(({ weight, base: atLeast = 0 }) => weight > 0 || atLeast > 0);
    this.ready = new EcsClusterCapacityProviders(this, 'ClusterProviders', {
      clusterName: cluster.name,
      capacityProviders: [ON_DEMAND, SPOT],
      defaultCapacityProviderStrategy: this.strategy.map((share) => ({ ...share })),
    });
  }
}
