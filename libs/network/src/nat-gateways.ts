import { Eip } from '@cdktf/provider-aws/lib/eip';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import type { ITerraformDependable } from 'cdktf';
import { Construct } from 'constructs';

export interface NatGatewaysProps {
  /** One for all private subnets, or one in each availability zone. */
  readonly mode: 'single' | 'per-az';

  /** Name of the network. */
  readonly name: string;

  /** Public subnets, in the order of their zones: the gateways stand there. */
  readonly publicSubnetIds: readonly string[];

  /** Route tables of the private subnets, in the order of their zones: each gets a way out. */
  readonly privateRouteTableIds: readonly string[];

  /** The network's way to the internet, without which a gateway can't start. */
  readonly internet: ITerraformDependable;
}

/**
 * Ways out of the private subnets.
 *
 * One for all costs least, and its zone's outage cuts off every private subnet; one in each zone shares nothing.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
 */
export class NatGateways extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { mode, name, publicSubnetIds, privateRouteTableIds, internet }: NatGatewaysProps,
  ) {
    super(scope, id);
    const standsIn = { single: publicSubnetIds.slice(0, 1), 'per-az': publicSubnetIds }[mode];
    const gateways = standsIn.map((subnetId, zone) => {
      const tags = { Name: `${name}-nat-${zone}` };
      const address = new Eip(this, `Address${zone}`, { domain: 'vpc', tags });
      return new NatGateway(this, `Gateway${zone}`, {
        allocationId: address.id,
        subnetId,
        tags,
        dependsOn: [internet],
      });
    });
    for (const [zone, routeTableId] of privateRouteTableIds.entries()) {
      new Route(this, `Route${zone}`, {
        routeTableId,
        destinationCidrBlock: '0.0.0.0/0',
        natGatewayId: (gateways[zone] ?? gateways[0])?.id,
      });
    }
  }
}
