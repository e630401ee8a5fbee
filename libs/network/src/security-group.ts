import { SecurityGroup as AwsSecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { requireNameWithin } from '@laravel-ecs/config';
import { Construct } from 'constructs';
import type { Vpc } from './vpc';

/** TCP ports that are opened: one, or a range that includes both ends. */
export type Ports = number | { readonly from: number; readonly to: number };

export interface SecurityGroupProps {
  /** Network that the group belongs to. */
  readonly vpc: Vpc;

  /** What the group is called, behind the network's name. */
  readonly name: string;

  /** What it is for, as the console shows it. A change replaces the group. */
  readonly description: string;
}

/**
 * A security group that is closed in both directions until it is told otherwise.
 *
 * Every rule is a resource of its own, so that one can come and go without touching the others.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html
 */
export class SecurityGroup extends Construct {
  readonly id: string;

  readonly #isDualStack: boolean;

  constructor(scope: Construct, id: string, { vpc, name, description }: SecurityGroupProps) {
    super(scope, id);
    this.#isDualStack = vpc.isDualStack;
    const fullName = requireNameWithin('security group', vpc.nameOf(name), 255);
    this.id = new AwsSecurityGroup(this, 'Group', {
      vpcId: vpc.id,
      name: fullName,
      description,
      tags: { Name: fullName },
    }).id;
  }

  /** Lets TCP connections from an IPv4 range in. */
  allowFromCidr(cidr: string, ports: Ports, description: string): void {
    this.#ingress({ cidrIpv4: cidr, ...tcp(ports), description });
  }

  /** Lets TCP connections from the members of a group in. */
  allowFromGroup(group: SecurityGroup, ports: Ports, description: string): void {
    this.#ingress({ referencedSecurityGroupId: group.id, ...tcp(ports), description });
  }

  /** Lets TCP connections from the whole world in, by whatever addresses the network has. */
  allowFromWorld(ports: Ports, description: string): void {
    this.allowFromCidr('0.0.0.0/0', ports, description);
    if (this.#isDualStack) {
      this.#ingress({ cidrIpv6: '::/0', ...tcp(ports), description: `${description} over IPv6` });
    }
  }

  /** Lets everything from an IPv4 range in, on every port and by every protocol. */
  allowAllFromCidr(cidr: string, description: string): void {
    this.#ingress({ cidrIpv4: cidr, ipProtocol: '-1', description });
  }

  /** Lets the group's members reach each other on every port. */
  allowFromItself(): void {
    this.#ingress({ referencedSecurityGroupId: this.id, ipProtocol: '-1', description: 'Members of this group' });
  }

  /** Lets the group's members reach everything. */
  allowAllOutbound(): void {
    const all = { securityGroupId: this.id, ipProtocol: '-1' };
    new VpcSecurityGroupEgressRule(this, 'AllOutbound', {
      ...all,
      cidrIpv4: '0.0.0.0/0',
      description: 'All outbound traffic',
    });
    if (this.#isDualStack) {
      new VpcSecurityGroupEgressRule(this, 'AllOutboundIpv6', {
        ...all,
        cidrIpv6: '::/0',
        description: 'All outbound traffic over IPv6',
      });
    }
  }

  #ingress(rule: Omit<ConstructorParameters<typeof VpcSecurityGroupIngressRule>[2], 'securityGroupId'>): void {
    const id = `Ingress ${rule.description}`.replace(/[^A-Za-z0-9]+/g, '-');
    new VpcSecurityGroupIngressRule(this, id, { ...rule, securityGroupId: this.id });
  }
}

function tcp(ports: Ports) {
  const { from, to } = typeof ports === 'number' ? { from: ports, to: ports } : ports;
  return { ipProtocol: 'tcp', fromPort: from, toPort: to };
}
