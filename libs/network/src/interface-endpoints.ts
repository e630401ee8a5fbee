import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { Construct } from 'constructs';
import { SecurityGroup } from './security-group';
import type { Vpc } from './vpc';

export interface InterfaceEndpointsProps {
  /** Network that they stand in. */
  readonly vpc: Vpc;

  /** Region of the network. */
  readonly region: string;

  /** IPv4 range of the network: whoever is in it may use them. */
  readonly cidr: string;
}

/**
 * What instances and tasks need of AWS without a way to the internet: images, logs, secrets, sessions and ECS itself. Each
 * costs by the hour and the zone.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
 */
export class InterfaceEndpoints extends Construct {
  static readonly SERVICES = [
    'ecr.api',
    'ecr.dkr',
    'logs',
    'ssm',
    'ssmmessages',
    'ec2messages',
    'secretsmanager',
    'ecs',
    'ecs-agent',
    'ecs-telemetry',
  ] as const;

  constructor(scope: Construct, id: string, { vpc, region, cidr }: InterfaceEndpointsProps) {
    super(scope, id);
    const group = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      name: 'endpoints',
      description: 'Endpoints of the APIs of AWS',
    });
    group.allowFromCidr(cidr, 443, 'HTTPS from the network');
    for (const service of InterfaceEndpoints.SERVICES) {
      new VpcEndpoint(this, service, {
        vpcId: vpc.id,
        serviceName: `com.amazonaws.${region}.${service}`,
        vpcEndpointType: 'Interface',
        privateDnsEnabled: true,
        subnetIds: [...vpc.privateSubnetIds],
        securityGroupIds: [group.id],
        tags: { Name: vpc.nameOf(service) },
      });
    }
  }
}
