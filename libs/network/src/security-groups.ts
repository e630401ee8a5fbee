import { Construct } from 'constructs';
import { SecurityGroup } from './security-group';
import type { Vpc } from './vpc';

export interface SecurityGroupsProps {
  /** Network that the groups belong to. */
  readonly vpc: Vpc;

  /**
   * IPv4 ranges from which operators may open SSH connections to the instances.
   *
   * @default none: Systems Manager sessions need no open port
   */
  readonly operatorAddresses?: readonly string[];
}

/**
 * Who may reach what, from the world to a task: the world reaches the load balancer (*web*), the load balancer reaches
 * the ports that Docker chose for tasks (*ECSPorts*), and the instances reach each other (*default*).
 */
export class SecurityGroups extends Construct {
  /**
   * Ports of an instance that Docker gives to containers with host port 0.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
   */
  static readonly DYNAMIC_PORTS = { from: 32768, to: 60999 } as const;

  /** For the load balancer: HTTP and HTTPS from the world. */
  readonly web: SecurityGroup;

  /** For the instances: SSH from the operators, and everything between members. */
  readonly default: SecurityGroup;

  /** For the instances: the dynamic ports, from the load balancer alone. */
  readonly ecsPorts: SecurityGroup;

  constructor(scope: Construct, id: string, { vpc, operatorAddresses = [] }: SecurityGroupsProps) {
    super(scope, id);

    this.web = new SecurityGroup(this, 'Web', { vpc, name: 'web', description: 'HTTP and HTTPS from the world' });
    this.web.allowFromWorld(80, 'HTTP');
    this.web.allowFromWorld(443, 'HTTPS');
    this.web.allowAllOutbound();

    this.default = new SecurityGroup(this, 'Instances', {
      vpc,
      name: 'default',
      description: 'Instances: SSH from operators, and each other',
    });
    for (const address of operatorAddresses) {
      this.default.allowFromCidr(address, 22, `SSH from ${address}`);
    }
    this.default.allowFromItself();
    this.default.allowAllOutbound();

    this.ecsPorts = new SecurityGroup(this, 'ECSPorts', {
      vpc,
      name: 'ECSPorts',
      description: 'Dynamic ports of tasks, from the load balancer',
    });
    this.ecsPorts.allowFromGroup(this.web, SecurityGroups.DYNAMIC_PORTS, 'Dynamic ports from the load balancer');
    this.ecsPorts.allowAllOutbound();
  }
}
