import { SecurityGroup as AwsSecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { SecurityGroups, type SecurityGroupsProps } from './security-groups';
import { Vpc } from './vpc';

const synth = (props: Partial<SecurityGroupsProps> = {}, name = 'laravel-dev', ipv6 = false) =>
  synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', { name, region: 'us-east-1', cidr: '10.10.0.0/16', ipv6 });
    new SecurityGroups(stack, 'Groups', { vpc, ...props });
  });

/** Rules as `who → group: ports`, the groups by the last word of their name. */
function rules(json: string): string[] {
  const groups = new Map(
    Object.entries(JSON.parse(json).resource.aws_security_group as Record<string, { name: string }>).map(
      ([id, { name }]) => [`\${aws_security_group.${id}.id}`, name.replace('laravel-dev-', '')],
    ),
  );
  const nameOf = (reference: unknown) => groups.get(String(reference)) ?? String(reference);
  return resourcesOf(json, VpcSecurityGroupIngressRule)
    .map((rule) => {
      const from = rule['cidr_ipv4'] ?? rule['cidr_ipv6'] ?? nameOf(rule['referenced_security_group_id']);
      const ports = rule['ip_protocol'] === '-1' ? 'all' : `${rule['from_port']}-${rule['to_port']}`;
      return `${from} → ${nameOf(rule['security_group_id'])}: ${ports}`;
    })
    .sort();
}

describe('SecurityGroups', () => {
  test('open the load balancer to the world, and the dynamic ports to the load balancer alone', () => {
    expect(rules(synth())).toEqual([
      '0.0.0.0/0 → web: 443-443',
      '0.0.0.0/0 → web: 80-80',
      'default → default: all',
      'web → ECSPorts: 32768-60999',
    ]);
  });

  test('open both over IPv6, too, where the network has it', () => {
    const json = synth({}, 'laravel-dev', true);
    expect(rules(json)).toEqual(expect.arrayContaining(['::/0 → web: 443-443', '::/0 → web: 80-80']));
    const outbound = resourcesOf(json, VpcSecurityGroupEgressRule);
    expect(outbound.filter((rule) => rule['cidr_ipv6'] === '::/0')).toHaveLength(3);
  });

  test('open SSH to the operators, where they are given', () => {
    expect(rules(synth({ operatorAddresses: ['203.0.113.7/32', '198.51.100.0/24'] }))).toEqual(
      expect.arrayContaining(['203.0.113.7/32 → default: 22-22', '198.51.100.0/24 → default: 22-22']),
    );
  });

  test('allow all outbound traffic', () => {
    expect(resourcesOf(synth(), VpcSecurityGroupEgressRule)).toHaveLength(3);
  });

  test('keep their rules out of the groups, where they would fight with the rules that are resources', () => {
    for (const group of resourcesOf(synth(), AwsSecurityGroup)) {
      expect(group).not.toHaveProperty('ingress');
      expect(group).not.toHaveProperty('egress');
    }
  });

  test('refuse a name that AWS would refuse', () => {
    expect(() => synth({}, 'x'.repeat(252))).toThrow('has 256 characters, AWS allows 255');
  });
});
