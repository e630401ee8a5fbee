import { Wafv2WebAcl } from '@cdktf/provider-aws/lib/wafv2-web-acl';
import { Wafv2WebAclAssociation } from '@cdktf/provider-aws/lib/wafv2-web-acl-association';
import { requireIntegerBetween } from '@laravel-ecs/config';
import { Construct } from 'constructs';
import type { ApplicationLoadBalancer } from './application-load-balancer';

export interface WebFirewallProps {
  /** Name of the web ACL: `laravel-prod`. */
  readonly name: string;

  /** What it stands in front of. */
  readonly loadBalancer: ApplicationLoadBalancer;

  /** Requests of one address in five minutes above which it gets 403, 10 to 2,000,000,000. */
  readonly rateLimit: number;
}

/**
 * AWS's rules for a PHP site, in the order in which they are asked. A rule that is counted is not enforced: Laravel takes
 * uploads that are larger than the 8 KiB of a body that the firewall looks at.
 */
const MANAGED_RULES: readonly { readonly name: string; readonly counted?: readonly string[] }[] = [
  { name: 'AWSManagedRulesAmazonIpReputationList' },
  { name: 'AWSManagedRulesCommonRuleSet', counted: ['SizeRestrictions_BODY'] },
  { name: 'AWSManagedRulesKnownBadInputsRuleSet' },
  { name: 'AWSManagedRulesPHPRuleSet' },
  { name: 'AWSManagedRulesSQLiRuleSet' },
];

/**
 * A web application firewall in front of a load balancer.
 *
 * @throws RangeError for a limit that can't be
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export class WebFirewall extends Construct {
  constructor(scope: Construct, id: string, { name, loadBalancer, rateLimit }: WebFirewallProps) {
    super(scope, id);
    requireIntegerBetween('rateLimit', rateLimit, 10, 2_000_000_000);
    const acl = new Wafv2WebAcl(this, 'Acl', {
      name,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible(name),
      // The bindings hand on a statement as it is, so it is in Terraform's own words.
      rule: [
        {
          name: 'RateLimit',
          priority: 0,
          action: { block: {} },
          statement: { rate_based_statement: { limit: rateLimit, aggregate_key_type: 'IP' } },
          visibilityConfig: visible('RateLimit'),
        },
        ...MANAGED_RULES.map(({ name: group, counted = [] }, index) => ({
          name: group,
          priority: index + 1,
          overrideAction: { none: {} },
          statement: {
            managed_rule_group_statement: {
              vendor_name: 'AWS',
              name: group,
              rule_action_override: counted.map((rule) => ({ name: rule, action_to_use: { count: {} } })),
            },
          },
          visibilityConfig: visible(group),
        })),
      ],
    });
    new Wafv2WebAclAssociation(this, 'Association', { resourceArn: loadBalancer.arn, webAclArn: acl.arn });
  }
}

function visible(metricName: string) {
  return { cloudwatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName };
}
