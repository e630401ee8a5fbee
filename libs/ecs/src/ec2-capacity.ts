import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { AutoscalingSchedule } from '@cdktf/provider-aws/lib/autoscaling-schedule';
import { EcsCapacityProvider } from '@cdktf/provider-aws/lib/ecs-capacity-provider';
import { EcsClusterCapacityProviders } from '@cdktf/provider-aws/lib/ecs-cluster-capacity-providers';
import {
  architectureOf,
  type CpuArchitecture,
  type Nights,
  recurrencesOf,
  requireIntegerBetween,
} from '@laravel-ecs/config';
import type { SecurityGroup, Vpc } from '@laravel-ecs/network';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Capacity } from './capacity';
import type { Cluster } from './cluster';
import { HostTemplate } from './host-template';
import { type Market, onDemandShare } from './market';
import type { OperatingSystemName } from './operating-system';

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

  /**
   * What the instances run on.
   *
   * @default 'amazon-linux-2023'
   */
  readonly operatingSystem?: OperatingSystemName;

  /**
   * Whether an instance with tasks on it is never ended to save money. Then instances go only once they are empty.
   *
   * @default false: ECS drains an instance before it ends
   */
  readonly protectTasks?: boolean;

  /**
   * When there need be no instance. The schedule then says how many there are at the least, and Terraform leaves that
   * alone, so that a plan at night is empty.
   *
   * @default never
   */
  readonly nights?: Nights | undefined;

  /**
   * ARN of the customer's key that the disks are encrypted with.
   *
   * @default AWS's own key
   */
  readonly kmsKeyArn?: string | undefined;

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
export class Ec2Capacity extends Construct implements Capacity {
  readonly launchType = 'ec2';
  readonly assignPublicIp = false;
  readonly capacityProvider: string;
  readonly strategy: Capacity['strategy'];

  readonly architecture: CpuArchitecture;

  /** Private subnets, where those reach AWS, else public ones. */
  readonly subnetIds: readonly string[];

  readonly ready: ITerraformDependable;

  constructor(scope: Construct, id: string, props: Ec2CapacityProps) {
    super(scope, id);
    const { vpc, cluster, securityGroups, instanceTypes, instances, keyPair, tags = {} } = props;
    const { operatingSystem = 'amazon-linux-2023', protectTasks = false, nights, kmsKeyArn } = props;
    requireIntegerBetween('instances.max', instances.max, 0, 100);
    requireIntegerBetween('instances.min', instances.min, 0, instances.max);
    this.architecture = commonArchitecture(instanceTypes);
    const onDemand = onDemandShare(props);

    this.subnetIds = vpc.privateSubnetsReachAws ? vpc.privateSubnetIds : vpc.publicSubnetIds;

    const template = new HostTemplate(this, 'Host', {
      vpc,
      cluster,
      securityGroups,
      architecture: this.architecture,
      keyPair,
      tags,
      operatingSystem,
      kmsKeyArn,
    });
    const group = new AutoscalingGroup(this, 'Group', {
      name: vpc.nameOf('instances'),
      vpcZoneIdentifier: [...this.subnetIds],
      minSize: instances.min,
      maxSize: instances.max,
      mixedInstancesPolicy: {
        instancesDistribution: {
          onDemandBaseCapacity: onDemand.base,
          onDemandPercentageAboveBaseCapacity: onDemand.percentage,
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
      protectFromScaleIn: protectTasks,
      // A changed template reaches the instances that run: new ones come first, and ECS drains those that go.
      instanceRefresh: {
        strategy: 'Rolling',
        preferences: {
          minHealthyPercentage: 100,
          maxHealthyPercentage: 200,
          scaleInProtectedInstances: 'Refresh',
          skipMatching: true,
          autoRollback: true,
        },
      },
      // ECS gets no notice of instances that Auto Scaling replaces on its own, and could not drain them.
      capacityRebalance: false,
      // ECS sets the desired capacity; and a group that is destroyed must not wait for ECS to drain it.
      lifecycle: { ignoreChanges: ['desired_capacity', ...(nights ? ['min_size'] : [])] },
      forceDelete: true,
    });
    if (nights) {
      this.#sleep(group.name, nights, instances.min);
    }
    const provider = new EcsCapacityProvider(this, 'Provider', {
      name: vpc.nameOf('ec2'),
      autoScalingGroupProvider: {
        autoScalingGroupArn: group.arn,
        managedScaling: { status: 'ENABLED', targetCapacity: 100 },
        managedDraining: 'ENABLED',
        managedTerminationProtection: protectTasks ? 'ENABLED' : 'DISABLED',
      },
    });
    this.capacityProvider = provider.name;
    this.strategy = [{ capacityProvider: provider.name, weight: 1 }];
    this.ready = new EcsClusterCapacityProviders(this, 'ClusterProviders', {
      clusterName: cluster.name,
      capacityProviders: [provider.name],
      defaultCapacityProviderStrategy: [{ capacityProvider: provider.name, weight: 1 }],
    });
  }

  /** At night no instance has to be there: ECS ends those that have no tasks left. */
  #sleep(autoscalingGroupName: string, nights: Nights, least: number): void {
    const { stop, start } = recurrencesOf(nights);
    for (const [id, { unix: recurrence }, minSize] of [
      ['Stop', stop, 0],
      ['Start', start, least],
    ] as const) {
      new AutoscalingSchedule(this, id, {
        scheduledActionName: id.toLowerCase(),
        autoscalingGroupName,
        recurrence,
        timeZone: nights.timezone,
        minSize,
        // -1 leaves the number as it is.
        maxSize: -1,
        desiredCapacity: -1,
      });
    }
  }
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
