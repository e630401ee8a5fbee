import { AcmCertificate } from '@cdktf/provider-aws/lib/acm-certificate';
import { AcmCertificateValidation } from '@cdktf/provider-aws/lib/acm-certificate-validation';
import { LbListener } from '@cdktf/provider-aws/lib/lb-listener';
import { LbListenerRule } from '@cdktf/provider-aws/lib/lb-listener-rule';
import { Route53Record } from '@cdktf/provider-aws/lib/route53-record';
import { Wafv2WebAcl } from '@cdktf/provider-aws/lib/wafv2-web-acl';
import { Wafv2WebAclAssociation } from '@cdktf/provider-aws/lib/wafv2-web-acl-association';
import { SecurityGroups, Vpc } from '@laravel-ecs/network';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import type { Construct } from 'constructs';
import { Alias } from './alias';
import { ApplicationLoadBalancer } from './application-load-balancer';
import { BlueGreen } from './blue-green';
import { Certificate } from './certificate';
import { TargetGroup } from './target-group';
import { WebFirewall } from './web-firewall';

interface Parts {
  readonly stack: Construct;
  readonly vpc: Vpc;
  readonly target: TargetGroup;
  readonly loadBalancer: ApplicationLoadBalancer;
}

const synth = (build: (parts: Parts) => void, ipv6 = false) =>
  synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', { name: 'laravel-dev', region: 'us-east-1', cidr: '10.10.0.0/16', ipv6 });
    const { web } = new SecurityGroups(stack, 'Groups', { vpc });
    const target = new TargetGroup(stack, 'Target', { vpc, healthCheckPath: '/up', port: 8080 });
    const loadBalancer = new ApplicationLoadBalancer(stack, 'LoadBalancer', { vpc, securityGroup: web, target });
    build({ stack, vpc, target, loadBalancer });
  });

describe('Certificate', () => {
  const json = synth(({ stack }) => new Certificate(stack, 'Certificate', { domain: 'a.example.com', zoneId: 'Z1' }));

  test('proves by a record that the name is ours, and is used once that is believed', () => {
    expect(json).toHaveResourceWithProperties(AcmCertificate, {
      domain_name: 'a.example.com',
      validation_method: 'DNS',
    });
    expect(json).toHaveResourceWithProperties(Route53Record, {
      zone_id: 'Z1',
      name: expect.stringContaining('domain_validation_options'),
    });
    expect(json).toHaveResourceWithProperties(AcmCertificateValidation, {
      validation_record_fqdns: [expect.stringContaining('fqdn')],
    });
  });

  test('is made before the one that it replaces goes', () => {
    expect(json).toHaveResourceWithProperties(AcmCertificate, { lifecycle: { create_before_destroy: true } });
  });
});

describe('Alias', () => {
  const types = (ipv6: boolean) =>
    resourcesOf(
      synth(({ stack, loadBalancer }) => {
        new Alias(stack, 'Alias', { domain: 'a.example.com', zoneId: 'Z1', loadBalancer });
      }, ipv6),
      Route53Record,
    ).map(({ type }) => type);

  test('leads a name to the load balancer, over IPv6 where it has that', () => {
    expect(types(false)).toEqual(['A']);
    expect(types(true)).toEqual(['A', 'AAAA']);
  });
});

describe('WebFirewall', () => {
  const json = synth(({ stack, loadBalancer }) => {
    new WebFirewall(stack, 'Firewall', { name: 'laravel-dev', loadBalancer, rateLimit: 2000 });
  });
  const [acl] = resourcesOf(json, Wafv2WebAcl);
  const rules = acl?.['rule'] as { name: string; priority: number; statement: Record<string, never> }[];

  test('stands in front of the load balancer', () => {
    expect(json).toHaveResourceWithProperties(Wafv2WebAclAssociation, {
      resource_arn: expect.stringContaining('aws_lb'),
    });
  });

  test('stops an address that asks too often, before all else', () => {
    expect(rules[0]).toMatchObject({
      priority: 0,
      action: { block: {} },
      statement: { rate_based_statement: { limit: 2000, aggregate_key_type: 'IP' } },
    });
  });

  test('has the rules of AWS for PHP, each at a place of its own', () => {
    expect(rules.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'AWSManagedRulesCommonRuleSet',
        'AWSManagedRulesPHPRuleSet',
        'AWSManagedRulesSQLiRuleSet',
      ]),
    );
    expect(new Set(rules.map(({ priority }) => priority)).size).toBe(rules.length);
  });

  test('lets uploads through that are larger than what it looks at', () => {
    const common = rules.find(({ name }) => name === 'AWSManagedRulesCommonRuleSet');
    expect(common?.statement).toEqual({
      managed_rule_group_statement: expect.objectContaining({
        rule_action_override: [{ name: 'SizeRestrictions_BODY', action_to_use: { count: {} } }],
      }),
    });
  });

  test('refuses a limit that AWS would refuse', () => {
    expect(() =>
      synth(({ stack, loadBalancer }) => {
        new WebFirewall(stack, 'Firewall', { name: 'laravel-dev', loadBalancer, rateLimit: 9 });
      }),
    ).toThrow('rateLimit must be a whole number from 10 to 2000000000, got 9');
  });
});

describe('BlueGreen', () => {
  const json = synth(({ stack, vpc, target, loadBalancer }) => {
    const green = new TargetGroup(stack, 'Green', { vpc, healthCheckPath: '/up', port: 8080 });
    new BlueGreen(stack, 'BlueGreen', { loadBalancer, blue: target, green, testPort: 9001 });
  });
  const rules = resourcesOf(json, LbListenerRule);

  test('begins with all requests at the first group', () => {
    expect(rules).toHaveLength(2);
    for (const { action } of rules) {
      expect(action).toEqual([
        {
          type: 'forward',
          forward: {
            target_group: [
              { arn: expect.stringContaining('.Target_'), weight: 100 },
              { arn: expect.stringContaining('.Green_'), weight: 0 },
            ],
          },
        },
      ]);
    }
  });

  test('never sets back what ECS moved', () => {
    expect(rules.map(({ lifecycle }) => lifecycle)).toEqual([
      { ignore_changes: ['action'] },
      { ignore_changes: ['action'] },
    ]);
  });

  test('is asked after all rules of hosts and paths', () => {
    expect(rules.map(({ priority }) => priority)).toEqual([49_000, 49_000]);
  });

  test('listens for tests on a port of its own', () => {
    expect(resourcesOf(json, LbListener).map(({ port }) => port)).toEqual([80, 9001]);
  });
});
