import { Lb } from '@cdktf/provider-aws/lib/lb';
import { LbListener, type LbListenerDefaultAction } from '@cdktf/provider-aws/lib/lb-listener';
import { LbListenerCertificate } from '@cdktf/provider-aws/lib/lb-listener-certificate';
import { requireNameWithin } from '@laravel-ecs/config';
import type { SecurityGroup, Vpc } from '@laravel-ecs/network';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';
import type { AccessLogs } from './access-logs';
import type { TargetGroup } from './target-group';

export interface ApplicationLoadBalancerProps {
  /** Network whose public subnets it stands in. */
  readonly vpc: Vpc;

  /** Group that lets the world in. */
  readonly securityGroup: SecurityGroup;

  /** Where requests go that no rule leads elsewhere. */
  readonly target: TargetGroup;

  /**
   * ARN of an ACM certificate in the same region. With it, HTTPS is served and HTTP redirects to it.
   *
   * @default none: HTTP alone
   */
  readonly certificateArn?: string | undefined;

  /**
   * ARNs of certificates for more host names.
   *
   * @default none
   */
  readonly extraCertificateArns?: readonly string[];

  /**
   * Where every request is written down.
   *
   * @default nowhere
   */
  readonly accessLogs?: AccessLogs | undefined;

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
 * @throws RangeError for a name that AWS would refuse, Error for more certificates where there is no first
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
 */
export class ApplicationLoadBalancer extends Construct {
  /**
   * TLS 1.3, and 1.2 for those who don't speak it yet.
   *
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
   */
  static readonly TLS_POLICY = 'ELBSecurityPolicy-TLS13-1-2-2021-06';

  readonly arn: string;

  /** What it is called in CloudWatch. */
  readonly metricsName: string;

  /** Host name that AWS gave it. */
  readonly dnsName: string;

  /** Id of the Route 53 zone of that name. */
  readonly zoneId: string;

  /** Whether it has IPv6 addresses, too. */
  readonly isDualStack: boolean;

  /** ARN of the listener that serves users. */
  readonly listenerArn: string;

  /** The listener that forwards to the target group: until it is there, ECS refuses the group. */
  readonly forwarding: ITerraformDependable;

  readonly #props: ApplicationLoadBalancerProps;

  constructor(scope: Construct, id: string, props: ApplicationLoadBalancerProps) {
    super(scope, id);
    const { vpc, securityGroup, target, certificateArn, accessLogs, isProtected = false } = props;
    const { extraCertificateArns = [] } = props;
    if (extraCertificateArns.length > 0 && !certificateArn) {
      throw new Error('extraCertificateArns are for more host names: give certificateArn for the first');
    }
    this.#props = props;
    this.isDualStack = vpc.isDualStack;

    const loadBalancer = new Lb(this, 'LoadBalancer', {
      name: requireNameWithin('load balancer', vpc.name, 32),
      loadBalancerType: 'application',
      ...(vpc.isDualStack && { ipAddressType: 'dualstack' }),
      subnets: [...vpc.publicSubnetIds],
      securityGroups: [securityGroup.id],
      // What is no valid HTTP reaches no task; what could be read in two ways reaches none but the first.
      dropInvalidHeaderFields: true,
      desyncMitigationMode: 'defensive',
      enableDeletionProtection: isProtected,
      ...(accessLogs && {
        accessLogs: { bucket: accessLogs.bucket, enabled: true },
        dependsOn: [accessLogs.ready],
      }),
    });
    this.arn = loadBalancer.arn;
    this.dnsName = loadBalancer.dnsName;
    this.zoneId = loadBalancer.zoneId;
    this.metricsName = loadBalancer.arnSuffix;

    if (certificateArn) {
      this.#listen('HTTP', 'HTTP', 80, {
        type: 'redirect',
        redirect: { protocol: 'HTTPS', port: '443', statusCode: 'HTTP_301' },
      });
    }
    const listener = this.#serve(certificateArn ? 'HTTPS' : 'HTTP', certificateArn ? 443 : 80, target);
    this.listenerArn = listener.arn;
    this.forwarding = listener;
    for (const [index, extra] of extraCertificateArns.entries()) {
      new LbListenerCertificate(this, `ExtraCertificate${index}`, { listenerArn: listener.arn, certificateArn: extra });
    }
  }

  /**
   * Listens on one more port, as it does for users.
   *
   * @returns ARN of the listener
   */
  listenForTests(port: number): string {
    return this.#serve('Test', port, this.#props.target).arn;
  }

  #serve(id: string, port: number, target: TargetGroup): LbListener {
    const { certificateArn } = this.#props;
    return this.#listen(
      id,
      certificateArn ? 'HTTPS' : 'HTTP',
      port,
      { type: 'forward', targetGroupArn: target.arn },
      certificateArn ? { sslPolicy: ApplicationLoadBalancer.TLS_POLICY, certificateArn } : {},
    );
  }

  #listen(id: string, protocol: 'HTTP' | 'HTTPS', port: number, action: LbListenerDefaultAction, tls = {}) {
    return new LbListener(this, id, { loadBalancerArn: this.arn, protocol, port, defaultAction: [action], ...tls });
  }
}
