import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Construct } from 'constructs';
import type { ApplicationLoadBalancer } from './application-load-balancer';

export interface AliasProps {
  /** Host name that leads to the load balancer. */
  readonly domain: string;

  /** Id of the public Route 53 zone that the name is in. */
  readonly zoneId: string;

  readonly loadBalancer: ApplicationLoadBalancer;
}

/**
 * A name for a load balancer, by records that cost nothing to ask for and follow its addresses.
 *
 * @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-to-elb-load-balancer.html
 */
export class Alias extends Construct {
  constructor(scope: Construct, id: string, { domain, zoneId, loadBalancer }: AliasProps) {
    super(scope, id);
    for (const type of loadBalancer.isDualStack ? ['A', 'AAAA'] : ['A']) {
      new Route53Record(this, type, {
        zoneId,
        name: domain,
        type,
        alias: { name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: true },
      });
    }
  }
}
