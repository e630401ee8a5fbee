import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc as AwsVpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { Vpc, type VpcProps } from './vpc';

const synth = (changes: Partial<VpcProps> = {}) =>
  synthesize(
    (stack) =>
      new Vpc(stack, 'Network', { name: 'laravel-dev', region: 'us-east-1', cidr: '10.10.0.0/16', ...changes }),
  );

const isPrivate = ({ map_public_ip_on_launch: isPublic }: Readonly<Record<string, unknown>>) => !isPublic;

describe('Vpc', () => {
  test('spreads a public and a private subnet over two zones by default', () => {
    const subnets = resourcesOf(synth(), Subnet);
    expect(subnets.map(({ cidr_block: cidr }) => cidr)).toEqual([
      '${cidrsubnet("10.10.0.0/16", 3, 4)}',
      '${cidrsubnet("10.10.0.0/16", 3, 5)}',
      '${cidrsubnet("10.10.0.0/16", 3, 0)}',
      '${cidrsubnet("10.10.0.0/16", 3, 1)}',
    ]);
    expect(subnets.filter(isPrivate)).toHaveLength(2);
  });

  test('takes a third zone without moving the subnets of the others', () => {
    const cidrs = (zones: number) =>
      resourcesOf(synth({ availabilityZones: zones }), Subnet).map(({ cidr_block: cidr }) => cidr);
    expect(cidrs(3)).toHaveLength(6);
    expect(cidrs(3)).toEqual(expect.arrayContaining(cidrs(2)));
  });

  test('resolves names, which private endpoints of ElastiCache and RDS need', () => {
    expect(synth()).toHaveResourceWithProperties(AwsVpc, { enable_dns_support: true, enable_dns_hostnames: true });
  });

  test('leaves out zones that lack load balancers or databases', () => {
    expect(synth()).toHaveDataSourceWithProperties(DataAwsAvailabilityZones, {
      filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    });
  });

  test('empties the default security group', () => {
    const [group] = resourcesOf(synth(), DefaultSecurityGroup);
    expect(group).toBeDefined();
    expect(group).not.toHaveProperty('ingress');
    expect(group).not.toHaveProperty('egress');
  });

  test('reaches S3 from every subnet by a gateway endpoint', () => {
    const [endpoint] = resourcesOf(synth({ nat: 'none' }), VpcEndpoint);
    expect(endpoint).toMatchObject({ service_name: 'com.amazonaws.us-east-1.s3', vpc_endpoint_type: 'Gateway' });
    expect(endpoint?.['route_table_ids']).toHaveLength(3);
  });

  test.each([
    ['none', 0, 1],
    ['single', 1, 4],
    ['per-az', 3, 4],
  ] as const)('with NAT %s has %i gateways and %i ways to the internet', (nat, gateways, routes) => {
    const json = synth({ nat, availabilityZones: 3 });
    expect(resourcesOf(json, NatGateway)).toHaveLength(gateways);
    expect(resourcesOf(json, Eip)).toHaveLength(gateways);
    expect(resourcesOf(json, Route)).toHaveLength(routes);
  });

  test('with a NAT gateway in each zone, sends each zone through its own', () => {
    const routes = resourcesOf(synth({ nat: 'per-az', availabilityZones: 3 }), Route);
    const gateways = routes.map(({ nat_gateway_id: gateway }) => gateway).filter(Boolean);
    expect(new Set(gateways).size).toBe(3);
  });

  test('says whether private subnets reach the internet', () => {
    synthesize((stack) => {
      const props = { name: 'a', region: 'us-east-1', cidr: '10.10.0.0/16' };
      expect(new Vpc(stack, 'Open', props).privateSubnetsReachInternet).toBe(true);
      expect(new Vpc(stack, 'Closed', { ...props, nat: 'none' }).privateSubnetsReachInternet).toBe(false);
    });
  });

  test.each([1, 4, 2.5])('refuses %p zones', (availabilityZones) => {
    expect(() => synth({ availabilityZones })).toThrow(
      `availabilityZones must be a whole number from 2 to 3, got ${availabilityZones}`,
    );
  });

  test.each(['10.0.0.0/8', '10.0.0.0/25', '10.0.0.1/16', 'ten'])('refuses the range %s', (cidr) => {
    expect(() => synth({ cidr })).toThrow(
      `cidr must be an IPv4 range of size /16 to /24, such as 10.10.0.0/16, got ${cidr}`,
    );
  });
});
