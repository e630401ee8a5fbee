import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener, type LbListenerDefaultAction } from '@cdktf/provider-aws/lib/lb-listener';
import { requireNameWithin } from '@laravel-ecs/config';
import type { SecurityGroup, Vpc } from '@laravel-ecs/network';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { TargetGroup } from './target-group';

export interface ApplicationLoadBalancerProps {
  /** Network whose public subnets it stands in. */
  readonly vpc: Vpc;

  /** Group that lets the world in. */
  readonly securityGroup: SecurityGroup;

  /** Where requests go. */
  readonly target: TargetGroup;

  /**
   * ARN of an ACM certificate in the same region. With it, HTTPS is served and HTTP redirects to it.
   *
   * @default none: HTTP alone
   */
  readonly certificateArn?: string | undefined;

  /**
   * Whether AWS refuses to delete it.
   *
   * @default false
   */
  readonly isProtected?: boolean;
}

/**
 * The way in from the internet.
 *
 * @throws RangeError for a name that AWS would refuse
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
 */
export class ApplicationLoadBalancer extends Construct {
  /**
   * TLS 1.3, and 1.2 for those who don't speak it yet.
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
   */
  static readonly TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

  /** What it is called in CloudWatch. */
  readonly metricsName: string;

  /** Host name that AWS gave it. */
  readonly dnsName: string;

  /** The listener that forwards to the target group: until it is there, ECS refuses the group. */
  readonly forwarding: ITerraformDependable;

  constructor(
    scope: Construct,
    id: string,
    { vpc, securityGroup, target, certificateArn, isProtected = false }: ApplicationLoadBalancerProps,
  ) {
    super(scope, id);
    const loadBalancer = new Lb(this, 'LoadBalancer', {
      name: requireNameWithin('load balancer', vpc.name, 32),
      loadBalancerType: 'application',
      subnets: [...vpc.publicSubnetIds],
      securityGroups: [securityGroup.id],
      dropInvalidHeaderFields: true,
      enableDeletionProtection: isProtected,
    });
    this.dnsName = loadBalancer.dnsName;
    this.metricsName = loadBalancer.arnSuffix;

    const listen = (protocol: 'HTTP' | 'HTTPS', port: number, action: LbListenerDefaultAction, tls = {}) =>
      new LbListener(this, protocol, {
        loadBalancerArn: loadBalancer.arn,
        protocol,
        port,
        defaultAction: [action],
        ...tls,
      });
    const forward = { type: 'forward', targetGroupArn: target.arn };

    if (certificateArn) {
      listen('HTTP', 80, { type: 'redirect', redirect: { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' } });
      this.forwarding = listen('HTTPS', 443, forward, {
        sslPolicy: ApplicationLoadBalancer.TLS_POLICY,
        certificateArn,
      });
    } else {
      this.forwarding = listen('HTTP', 80, forward);
    }
  }
}
