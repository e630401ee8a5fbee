import { EcsService } from '@cdktf/provider-aws/lib/ecs-service';
import { type DeploymentConfig, requireIntegerBetween } from '@laravel-ecs/config';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Capacity } from './capacity';
import type { Cluster } from './cluster';
import { deploymentConfiguration, trafficShift } from './deployment-strategy';
import type { TaskDefinition } from './task-definition';

/** Where a service's tasks get their requests from. */
export interface RequestSource {
  /** Target group that tasks are registered in. */
  readonly targetGroupArn: string;

  /** The listener that forwards to it: until then, ECS refuses the group. */
  readonly forwarding: ITerraformDependable;

  /** The second target group and the listener's rules, for deployments that are not rolling. */
  readonly blueGreen?:
    | {
        readonly alternateTargetGroupArn: string;
        readonly productionListenerRuleArn: string;
        readonly testListenerRuleArn?: string | undefined;
      }
    | undefined;
}

export interface ServiceProps {
  /** Name of the service within its cluster: `web`. */
  readonly name: string;

  readonly cluster: Cluster;

  /** Machines that its tasks run on. */
  readonly capacity: Capacity;

  /** The revision to begin with. Releases go on from there, and Terraform leaves theirs alone. */
  readonly taskDefinition: TaskDefinition;

  /**
   * Where its tasks get their requests from.
   *
   * @default none: its tasks answer nobody
   */
  readonly requests?: RequestSource;

  /**
   * Groups of the tasks that have addresses of their own (`awsvpc`).
   *
   * @default none
   */
  readonly securityGroups?: readonly { readonly id: string }[];

  /**
   * Whether there is not more than one task besides one that is shutting down, not even for the time of a deployment: the old one
   * is told to end before the new one starts, and may take its stop timeout for that.
   *
   * @default false
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html maximumPercent counts tasks that
   * are pending or running
   */
  readonly isSingleton?: boolean;

  /**
   * How requests move from one release to the next. All but `rolling` need `awsvpc` and version 6.21 of the AWS provider.
   *
   * @default rolling
   */
  readonly deployment?: DeploymentConfig;

  /**
   * Names of alarms that roll a deployment back.
   *
   * @default none
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
   */
  readonly rollbackAlarms?: readonly string[];

  /**
   * For how many seconds after its start a task's failed health checks don't count, 0 to 2,147,483,647.
   *
   * @default 60
   */
  readonly gracePeriod?: number;
}

/**
 * Tasks of one role, kept running.
 *
 * A deployment starts new tasks beside the old ones, which go once the new ones are healthy; one that does not get there
 * is rolled back. Which revision runs, and how many of it, is the business of releases and of scaling: Terraform makes
 * the service with no task and ignores both.
 *
 * @throws RangeError for a grace period that can't be, Error for a combination that ECS refuses
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
 */
export class Service extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id);
    const { name, cluster, capacity, taskDefinition, requests, securityGroups = [], isSingleton = false } = props;
    const { deployment = { strategy: 'rolling' }, rollbackAlarms = [], gracePeriod = 60 } = props;
    requireIntegerBetween('gracePeriod', gracePeriod, 0, 2_147_483_647);
    const hasOwnAddresses = taskDefinition.networkMode === 'awsvpc';
    if (deployment.strategy !== 'rolling' && !hasOwnAddresses) {
      throw new Error(`a ${deployment.strategy} deployment needs tasks in network mode awsvpc, these are in bridge`);
    }

    const shift =
      requests && deployment.strategy !== 'rolling' ? trafficShift(this, taskDefinition.family, requests) : undefined;
    this.name = new EcsService(this, 'Service', {
      name,
      cluster: cluster.arn,
      taskDefinition: taskDefinition.arn,
      desiredCount: 0,
      schedulingStrategy: 'REPLICA',
      capacityProviderStrategy: capacity.strategy.map((share) => ({ ...share })),
      deploymentMinimumHealthyPercent: isSingleton ? 0 : 100,
      deploymentMaximumPercent: isSingleton ? 100 : 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      ...(deployment.strategy !== 'rolling' && {
        deploymentConfiguration: deploymentConfiguration(this, taskDefinition.family, deployment),
      }),
      ...(rollbackAlarms.length > 0 && {
        alarms: { alarmNames: [...rollbackAlarms], enable: true, rollback: true },
      }),
      // To move a task to another zone takes room for one task more than there are.
      availabilityZoneRebalancing: isSingleton ? 'DISABLED' : 'ENABLED',
      ...(requests && {
        healthCheckGracePeriodSeconds: gracePeriod,
        loadBalancer: [
          {
            targetGroupArn: requests.targetGroupArn,
            containerName: taskDefinition.containerName,
            containerPort: portOf(taskDefinition),
            ...(shift && { advancedConfiguration: shift.advancedConfiguration }),
          },
        ],
      }),
      ...(hasOwnAddresses && {
        networkConfiguration: {
          subnets: [...capacity.subnetIds],
          securityGroups: securityGroups.map((group) => group.id),
          assignPublicIp: capacity.assignPublicIp,
        },
      }),
      // Over the zones first, for when one fails; then onto as few instances as hold them. Fargate does as it likes.
      ...(capacity.launchType === 'ec2' && {
        orderedPlacementStrategy: [
          { type: 'spread', field: 'attribute:ecs.availability-zone' },
          { type: 'binpack', field: 'memory' },
        ],
      }),
      enableExecuteCommand: true,
      enableEcsManagedTags: true,
      propagateTags: 'SERVICE',
      // Tasks that are left must not keep a service that is destroyed.
      forceDelete: true,
      lifecycle: { ignoreChanges: ['task_definition', 'desired_count'] },
      dependsOn: [
        capacity.ready,
        ...(requests ? [requests.forwarding] : []),
        ...(shift ? [shift.permissions] : []),
        ...taskDefinition.policies,
      ],
    }).name;
  }
}

function portOf({ containerName, containerPort }: TaskDefinition): number {
  if (containerPort === undefined) {
    throw new Error(`the container ${containerName} listens on no port, so that it can get no requests`);
  }
  return containerPort;
}
