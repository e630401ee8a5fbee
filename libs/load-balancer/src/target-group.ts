import { LbTargetGroup } from '@cdktf/provider-aws/lib/lb-target-group';
import { requireIntegerBetween } from '@laravel-ecs/config';
import type { Vpc } from '@laravel-ecs/network';
import { Construct } from 'constructs';

export interface TargetGroupProps {
  /** Network of the targets. */
  readonly vpc: Pick<Vpc, 'id' | 'nameOf'>;

  /** Path that answers 200 whenever a target can serve. */
  readonly healthCheckPath: string;

  /** Port of the containers. Targets that ECS registers bring a port of their own. */
  readonly port: number;

  /**
   * Whether the load balancer talks to targets in the clear or by TLS, whose certificate it does not check.
   *
   * @default 'HTTP'
   */
  readonly protocol?: 'HTTP' | 'HTTPS';

  /**
   * What a target is: a port of an instance, or a task with an address of its own.
   *
   * @default 'instance'
   */
  readonly targetType?: 'instance' | 'ip';

  /**
   * For how many seconds a browser is led to the same target, 1 to 604,800.
   *
   * @default not at all
   */
  readonly stickiness?: number | undefined;

  /**
   * How long a target that is taken out may finish what is in flight, 0 to 3,600 seconds. Less than the two minutes'
   * notice of a spot interruption.
   *
   * @default 30
   */
  readonly deregistrationDelay?: number;
}

/**
 * The tasks that a load balancer chooses from: the one with the fewest requests in flight gets the next.
 *
 * A listener can't be without its target group, so a changed group is made before the old one goes; that is why its name
 * is left to the provider.
 *
 * @throws RangeError for a delay that can't be, Error for a path that is none
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
 */
export class TargetGroup extends Construct {
  readonly arn: string;

  /** What it is called in CloudWatch. */
  readonly metricsName: string;

  constructor(
    scope: Construct,
    id: string,
    { vpc, healthCheckPath, port, deregistrationDelay = 30, ...props }: TargetGroupProps,
  ) {
    super(scope, id);
    const { protocol = 'HTTP', targetType = 'instance', stickiness } = props;
    if (stickiness !== undefined) {
      requireIntegerBetween('stickiness', stickiness, 1, 604_800);
    }
    requireIntegerBetween('deregistrationDelay', deregistrationDelay, 0, 3600);
    requireIntegerBetween('port', port, 1, 65_535);
    if (!healthCheckPath.startsWith('/')) {
      throw new Error(`healthCheckPath must begin with '/', got '${healthCheckPath}'`);
    }

    const group = new LbTargetGroup(this, 'Group', {
      namePrefix: 'web-',
      vpcId: vpc.id,
      targetType,
      protocol,
      port,
      deregistrationDelay: String(deregistrationDelay),
      loadBalancingAlgorithmType: 'least_outstanding_requests',
      ...(stickiness !== undefined && { stickiness: { type: 'lb_cookie', cookieDuration: stickiness } }),
      healthCheck: {
        protocol,
        path: healthCheckPath,
        matcher: '200',
        interval: 15,
        timeout: 5,
        healthyThreshold: 2,
        unhealthyThreshold: 3,
      },
      tags: { Name: vpc.nameOf('web') },
      lifecycle: { createBeforeDestroy: true },
    });
    this.arn = group.arn;
    this.metricsName = group.arnSuffix;
  }
}
