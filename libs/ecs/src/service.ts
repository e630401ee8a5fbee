import { EcsService } from '@cdktf/provider-aws/lib/ecs-service';
import { requireIntegerBetween } from '@laravel-ecs/config';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { Cluster } from './cluster';
import type { Ec2Capacity } from './ec2-capacity';
import type { TaskDefinition } from './task-definition';

/** Where a service's tasks get their requests from. */
export interface RequestSource {
  /** Target group that tasks are registered in. */
  readonly targetGroupArn: string;

  /** The listener that forwards to it: until then, ECS refuses the group. */
  readonly forwarding: ITerraformDependable;
}

export interface ServiceProps {
  /** Name of the service within its cluster: `web`. */
  readonly name: string;

  readonly cluster: Cluster;

  /** Machines that its tasks run on. */
  readonly capacity: Ec2Capacity;

  /** The revision to begin with. Releases go on from there, and Terraform leaves theirs alone. */
  readonly taskDefinition: TaskDefinition;

  /** Where its tasks get their requests from. */
  readonly requests: RequestSource;

  /**
   * For how many seconds after its start a task's failed health checks don't count, 0 to 2,147,483,647.
   *
   * @default 60
   */
  readonly gracePeriod?: number;
}

/**
 * Tasks of one role, kept running behind a load balancer.
 *
 * A deployment starts new tasks beside the old ones, which go once the new ones are healthy; one that does not get there
 * is rolled back. Which revision runs, and how many of it, is the business of releases and of scaling: Terraform makes
 * the service with no task and ignores both.
 *
 * @throws RangeError for a grace period that can't be
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
 */
export class Service extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id);
    const { name, cluster, capacity, taskDefinition, requests, gracePeriod = 60 } = props;
    requireIntegerBetween('gracePeriod', gracePeriod, 0, 2_147_483_647);

    this.name = new EcsService(this, 'Service', {
      name,
      cluster: cluster.arn,
      taskDefinition: taskDefinition.arn,
      desiredCount: 0,
      schedulingStrategy: 'REPLICA',
      capacityProviderStrategy: [{ capacityProvider: capacity.capacityProvider, weight: 1 }],
      deploymentMinimumHealthyPercent: 100,
      deploymentMaximumPercent: 200,
      deploymentCircuitBreaker: { enable: true, rollback: true },
      healthCheckGracePeriodSeconds: gracePeriod,
      loadBalancer: [
        {
          targetGroupArn: requests.targetGroupArn,
          containerName: taskDefinition.containerName,
          containerPort: taskDefinition.containerPort,
        },
      ],
      // Over the zones first, for when one fails; then onto as few instances as hold them.
      orderedPlacementStrategy: [
        { type: 'spread', field: 'attribute:ecs.availability-zone' },
        { type: 'binpack', field: 'memory' },
      ],
      enableExecuteCommand: true,
      enableEcsManagedTags: true,
      propagateTags: 'SERVICE',
      lifecycle: { ignoreChanges: ['task_definition', 'desired_count'] },
      dependsOn: [capacity.ready, requests.forwarding, ...taskDefinition.policies],
    }).name;
  }
}
