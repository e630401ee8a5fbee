import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc as AwsVpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { type NatMode, parseCidr, requireIntegerBetween } from '@laravel-ecs/config';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { NatGateways } from './nat-gateways';
import { privateCidr, publicCidr } from './subnet-plan';

export interface VpcProps {
  /** Name of the network and, in front, of all that stands in it: `laravel-dev`. */
  readonly name: string;

  /** Region of the network. */
  readonly region: string;

  /** IPv4 range of the network, of size /16 to /24. */
  readonly cidr: string;

  /**
   * Over how many availability zones the subnets are spread, 2 or 3.
   *
   * @default 2
   */
  readonly availabilityZones?: number;

  /**
   * How private subnets reach the internet: not at all, by one NAT gateway, or by one in each availability zone.
   *
   * @default 'single'
   */
  readonly nat?: NatMode;
}

/**
 * A network with one public and one private subnet in each of its availability zones.
 *
 * Image layers come from S3 by a gateway endpoint, which costs nothing and keeps them off the NAT gateway. AWS's own
 * default security group is emptied, so that what forgets to name a group reaches nothing.
 *
 * @throws RangeError for a number of zones or a range that can't be
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/what-is-amazon-vpc.html
 */
export class Vpc extends Construct {
  readonly id: string;

  /** Name of the network, which the names of all that stands in it begin with. */
  readonly name: string;

  readonly publicSubnetIds: readonly string[];
  readonly privateSubnetIds: readonly string[];

  /** Whether what stands in the private subnets reaches the internet, and with it the APIs of AWS. */
  readonly privateSubnetsReachInternet: boolean;

  constructor(scope: Construct, id: string, { name, region, cidr, availabilityZones = 2, nat = 'single' }: VpcProps) {
    super(scope, id);
    requireIntegerBetween('availabilityZones', availabilityZones, 2, 3);
    const { prefix = 0 } = parseCidr(cidr) ?? {};
    if (prefix < 16 || prefix > 24) {
      throw new RangeError(`cidr must be an IPv4 range of size /16 to /24, such as 10.10.0.0/16, got ${cidr}`);
    }

    this.name = name;
    this.privateSubnetsReachInternet = nat !== 'none';

    const vpc = new AwsVpc(this, 'Vpc', {
      cidrBlock: cidr,
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: name },
    });
    this.id = vpc.id;
    new DefaultSecurityGroup(this, 'DefaultSecurityGroup', { vpcId: vpc.id, tags: { Name: `${name} (closed)` } });

    const internet = new InternetGateway(this, 'InternetGateway', { vpcId: vpc.id, tags: { Name: name } });
    const publicRoutes = this.#routeTable('Public');
    new Route(this, 'PublicRoute', {
      routeTableId: publicRoutes.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: internet.id,
    });

    // Local zones and those that the account has to opt into lack load balancers or databases.
    const zones = new DataAwsAvailabilityZones(this, 'Zones', {
      state: 'available',
      filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    });
    const each = <T>(make: (zone: number) => T): T[] =>
      Array.from({ length: availabilityZones }, (_, zone) => make(zone));
    const subnet = (kind: 'Public' | 'Private', zone: number, routes: RouteTable): string => {
      const { id: subnetId } = new Subnet(this, `${kind}Subnet${zone}`, {
        vpcId: vpc.id,
        cidrBlock: (kind === 'Public' ? publicCidr : privateCidr)(cidr, zone),
        availabilityZone: Fn.element(zones.names, zone),
        mapPublicIpOnLaunch: kind === 'Public',
        tags: { Name: `${name}-${kind.toLowerCase()}-${zone}` },
      });
      new RouteTableAssociation(this, `${kind}SubnetRoutes${zone}`, { subnetId, routeTableId: routes.id });
      return subnetId;
    };

    this.publicSubnetIds = each((zone) => subnet('Public', zone, publicRoutes));
    const privateRoutes = each((zone) => this.#routeTable(`Private${zone}`));
    this.privateSubnetIds = privateRoutes.map((routes, zone) => subnet('Private', zone, routes));

    new NatGateways(this, 'Nat', {
      mode: nat,
      name,
      publicSubnetIds: this.publicSubnetIds,
      privateRouteTableIds: privateRoutes.map((routes) => routes.id),
      internet,
    });
    new VpcEndpoint(this, 'S3', {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: [publicRoutes, ...privateRoutes].map((routes) => routes.id),
      tags: { Name: `${name}-s3` },
    });
  }

  /** Name of something that stands in this network: `nameOf('sessions')` is `laravel-dev-sessions`. */
  nameOf(thing: string): string {
    return `${this.name}-${thing}`;
  }

  #routeTable(id: string): RouteTable {
    return new RouteTable(this, `${id}Routes`, { vpcId: this.id, tags: { Name: this.nameOf(id.toLowerCase()) } });
  }
}
