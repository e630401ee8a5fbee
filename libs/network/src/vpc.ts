import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { EgressOnlyInternetGateway } from '@cdktf/provider-aws/lib/egress-only-internet-gateway';
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
import { FlowLogs, type FlowLogsProps } from './flow-logs';
import { InterfaceEndpoints } from './interface-endpoints';
import { NatGateways } from './nat-gateways';
import { NatInstance } from './nat-instance';
import { ipv6Cidr, privateCidr, publicCidr } from './subnet-plan';

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
   * How private subnets reach the internet: not at all, by one small instance, by one NAT gateway, or by one in each
   * availability zone.
   *
   * @default 'single'
   */
  readonly nat?: NatMode;

  /**
   * Whether everything has IPv6 addresses, too.
   *
   * @default false
   */
  readonly ipv6?: boolean;

  /**
   * Whether the APIs of AWS have endpoints in the private subnets.
   *
   * @default false
   */
  readonly interfaceEndpoints?: boolean;

  /**
   * Whether and for how long it is written down who talked to whom.
   *
   * @default it is not
   */
  readonly flowLogs?: Omit<FlowLogsProps, 'vpc'> | undefined;

  /**
   * Tags of a NAT instance and its disk, which the provider's default tags don't reach.
   *
   * @default none
   */
  readonly tags?: Readonly<Record<string, string>>;
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

  /** Whether what stands in the private subnets reaches the APIs of AWS, by the internet or by endpoints. */
  readonly privateSubnetsReachAws: boolean;

  /** Whether everything has IPv6 addresses, too. */
  readonly isDualStack: boolean;

  constructor(scope: Construct, id: string, props: VpcProps) {
    super(scope, id);
    const { name, region, cidr, availabilityZones = 2, nat = 'single', flowLogs } = props;
    const { ipv6 = false, interfaceEndpoints = false, tags = {} } = props;
    requireIntegerBetween('availabilityZones', availabilityZones, 2, 3);
    const { prefix = 0 } = parseCidr(cidr) ?? {};
    if (prefix < 16 || prefix > 24) {
      throw new RangeError(`cidr must be an IPv4 range of size /16 to /24, such as 10.10.0.0/16, got ${cidr}`);
    }

    this.name = name;
    this.privateSubnetsReachAws = nat !== 'none' || interfaceEndpoints;
    this.isDualStack = ipv6;

    const vpc = new AwsVpc(this, 'Vpc', {
      cidrBlock: cidr,
      ...(ipv6 && { assignGeneratedIpv6CidrBlock: true }),
      enableDnsHostnames: true,
      enableDnsSupport: true,
      tags: { Name: name },
    });
    this.id = vpc.id;
    new DefaultSecurityGroup(this, 'DefaultSecurityGroup', { vpcId: vpc.id, tags: { Name: `${name} (closed)` } });

    const internet = new InternetGateway(this, 'InternetGateway', { vpcId: vpc.id, tags: { Name: name } });
    const publicRoutes = this.#routeTable('Public');
    const publicRoute = new Route(this, 'PublicRoute', {
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
        ...(ipv6 && {
          ipv6CidrBlock: ipv6Cidr(vpc.ipv6CidrBlock, kind, zone),
          assignIpv6AddressOnCreation: true,
        }),
        tags: { Name: `${name}-${kind.toLowerCase()}-${zone}` },
      });
      new RouteTableAssociation(this, `${kind}SubnetRoutes${zone}`, { subnetId, routeTableId: routes.id });
      return subnetId;
    };

    this.publicSubnetIds = each((zone) => subnet('Public', zone, publicRoutes));
    const privateRoutes = each((zone) => this.#routeTable(`Private${zone}`));
    this.privateSubnetIds = privateRoutes.map((routes, zone) => subnet('Private', zone, routes));

    const privateRouteTableIds = privateRoutes.map((routes) => routes.id);
    if (nat === 'instance') {
      new NatInstance(this, 'Nat', { vpc: this, region, cidr, privateRouteTableIds, internet: publicRoute, tags });
    } else if (nat !== 'none') {
      new NatGateways(this, 'Nat', {
        mode: nat,
        name,
        publicSubnetIds: this.publicSubnetIds,
        privateRouteTableIds,
        internet,
      });
    }
    if (ipv6) {
      this.#routeIpv6(internet, publicRoutes.id, privateRouteTableIds);
    }
    new VpcEndpoint(this, 'S3', {
      vpcId: vpc.id,
      serviceName: `com.amazonaws.${region}.s3`,
      vpcEndpointType: 'Gateway',
      routeTableIds: [publicRoutes, ...privateRoutes].map((routes) => routes.id),
      tags: { Name: `${name}-s3` },
    });
    if (interfaceEndpoints) {
      new InterfaceEndpoints(this, 'Endpoints', { vpc: this, region, cidr });
    }
    if (flowLogs) {
      new FlowLogs(this, 'FlowLogs', { vpc: this, ...flowLogs });
    }
  }

  /** Name of something that stands in this network: `nameOf('sessions')` is `laravel-dev-sessions`. */
  nameOf(thing: string): string {
    return `${this.name}-${thing}`;
  }

  /** Public subnets are open in both directions; private ones reach out, and nobody reaches in. */
  #routeIpv6(internet: InternetGateway, publicTable: string, privateTables: readonly string[]): void {
    const everything = { destinationIpv6CidrBlock: '::/0' };
    new Route(this, 'PublicRouteIpv6', { routeTableId: publicTable, ...everything, gatewayId: internet.id });
    const { id: egressOnlyGatewayId } = new EgressOnlyInternetGateway(this, 'EgressOnlyGateway', {
      vpcId: this.id,
      tags: { Name: this.name },
    });
    for (const [zone, routeTableId] of privateTables.entries()) {
      new Route(this, `PrivateRouteIpv6${zone}`, { routeTableId, ...everything, egressOnlyGatewayId });
    }
  }

  #routeTable(id: string): RouteTable {
    return new RouteTable(this, `${id}Routes`, { vpcId: this.id, tags: { Name: this.nameOf(id.toLowerCase()) } });
  }
}
