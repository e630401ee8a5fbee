import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { EcsCapacityProvider } from '@cdktf/provider-aws/lib/ecs-capacity-provider';
import { EcsClusterCapacityProviders } from '@cdktf/provider-aws/lib/ecs-cluster-capacity-providers';
import { architectureOf, type CpuArchitecture, requireIntegerBetween } from '@laravel-ecs/config';
import type { SecurityGroup, Vpc } from '@laravel-ecs/network';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Cluster } from './cluster';
import { HostTemplate } from './host-template';

/** How AWS sells the instances: all spot, all on demand, or a floor on demand and a share of what is above it. */
export type Market =
  | { readonly market: 'spot' | 'on-demand' }
  | {
      readonly market: 'mixed';
      readonly onDemand: {
        /** Instances that are always on demand. */
        readonly base: number;
        /** Of those above the base, how many in a hundred are on demand. */
        readonly percentage: number;
      };
    };

export type Ec2CapacityProps = Market & {
  /** Network that the instances stand in. */
  readonly vpc: Vpc;

  /** Cluster that they join. */
  readonly cluster: Cluster;

  /** Groups that say who reaches them. */
  readonly securityGroups: readonly SecurityGroup[];

  /** Types that may be started, the preferred one first, all of one processor architecture. */
  readonly instanceTypes: readonly string[];

  /** The fewest and the most instances, 0 to 100. */
  readonly instances: { readonly min: number; readonly max: number };

  /** Name of an EC2 key pair for SSH. */
  readonly keyPair?: string | undefined;

  /** Tags of the instances and their disks, which the provider's default tags don't reach. */
  readonly tags?: Readonly<Record<string, string>>;
};

/**
 * EC2 instances that come and go as the cluster's tasks need them.
 *
 * ECS starts instances for tasks that find no room, and drains an instance before it ends.
 *
 * @throws RangeError or Error for numbers or types that can't be
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/asg-capacity-providers.html
 */
export class Ec2Capacity extends Construct {
  /** What services name in their capacity provider strategy. */
  readonly capacityProvider: string;

  readonly architecture: CpuArchitecture;

  /** Where the instances stand: private subnets, where those reach AWS, else public ones. */
  readonly subnetIds: readonly string[];

  /** Until the cluster knows its provider, it refuses services that ask for it. */
  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: Ec2CapacityProps) {
    super(scope, id);
    const { vpc, cluster, securityGroups, instanceTypes, instances, keyPair, tags = {} } = props;
    requireIntegerBetween('instances.max', instances.max, 0, 100);
    requireIntegerBetween('instances.min', instances.min, 0, instances.max);
    this.architecture = commonArchitecture(instanceTypes);

    this.subnetIds = vpc.privateSubnetsReachInternet ? vpc.privateSubnetIds : vpc.publicSubnetIds;

    const template = new HostTemplate(this, 'Host', {
      vpc,
      cluster,
      securityGroups,
      architecture: this.architecture,
      keyPair,
      tags,
    });
    const group = new AutoscalingGroup(this, 'Group', {
      name: vpc.nameOf('instances'),
      vpcZoneIdentifier: [...this.subnetIds],
      minSize: instances.min,
      maxSize: instances.max,
      mixedInstancesPolicy: {
        instancesDistribution: {
          ...onDemandShare(props),
          onDemandAllocationStrategy: 'prioritized',
          spotAllocationStrategy: 'price-capacity-optimized',
        },
        launchTemplate: {
          launchTemplateSpecification: { launchTemplateId: template.id, version: template.version },
          override: instanceTypes.map((instanceType) => ({ instanceType })),
        },
      },
      tag: Object.entries({ ...tags, Name: vpc.nameOf('instance'), AmazonECSManaged: 'true' }).map(([key, value]) => ({
        key,
        value,
        propagateAtLaunch: true,
      })),
      // ECS sets the desired capacity; and a group that is destroyed must not wait for ECS to drain it.
      lifecycle: { ignoreChanges: ['desired_capacity'] },
      forceDelete: true,
    });
    const provider = new EcsCapacityProvider(this, 'Provider', {
      name: vpc.nameOf('ec2'),
      autoScalingGroupProvider: {
        autoScalingGroupArn: group.arn,
        managedScaling: { status: 'ENABLED', targetCapacity: 100 },
        managedDraining: 'ENABLED',
        managedTerminationProtection: 'DISABLED',
      },
    });
    this.capacityProvider = provider.name;
    this.ready = new EcsClusterCapacityProviders(this, 'ClusterProviders', {
      clusterName: cluster.name,
      capacityProviders: [provider.name],
      defaultCapacityProviderStrategy: [{ capacityProvider: provider.name, weight: 1 }],
    });
  }
}

function onDemandShare(props: Market) {
  if (props.market !== 'mixed') {
    return { onDemandBaseCapacity: 0, onDemandPercentageAboveBaseCapacity: props.market === 'spot' ? 0 : 100 };
  }
  const { base, percentage } = props.onDemand;
  requireIntegerBetween('onDemand.base', base, 0, 100);
  requireIntegerBetween('onDemand.percentage', percentage, 0, 100);
  return { onDemandBaseCapacity: base, onDemandPercentageAboveBaseCapacity: percentage };
}

function commonArchitecture(instanceTypes: readonly string[]): CpuArchitecture {
  const [architecture, ...others] = new Set(instanceTypes.map(architectureOf));
  if (!architecture) {
    throw new Error('instanceTypes must name at least one instance type, got none');
  }
  if (others.length > 0) {
    throw new Error(
      `instanceTypes must be of one processor architecture, got ${instanceTypes.join(', ')}: one image runs on one of them`,
    );
  }
  return architecture;
}
