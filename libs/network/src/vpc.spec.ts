import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { EgressOnlyInternetGateway } from '@cdktf/provider-aws/lib/egress-only-internet-gateway';
import { Eip } from '@cdktf/provider-aws/lib/eip';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { NatGateway } from '@cdktf/provider-aws/lib/nat-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc as AwsVpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { InterfaceEndpoints } from './interface-endpoints';
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

  test('has IPv4 alone unless it is told otherwise', () => {
    expect(synth()).not.toContain('ipv6');
  });

  test('gives every subnet IPv6 addresses of its own where it has them, which a third zone does not move', () => {
    const cidrs = (availabilityZones: number) =>
      resourcesOf(synth({ ipv6: true, availabilityZones }), Subnet).map(({ ipv6_cidr_block: cidr }) => cidr);
    expect(new Set(cidrs(3)).size).toBe(6);
    expect(cidrs(3)).toEqual(expect.arrayContaining(cidrs(2)));
    expect(cidrs(2)[0]).toMatch(/^\$\{cidrsubnet\(aws_vpc\.\w+\.ipv6_cidr_block, 8, 4\)}$/);
  });

  test('lets private subnets out over IPv6, and nobody in', () => {
    const json = synth({ ipv6: true });
    const routes = resourcesOf(json, Route).filter((route) => route['destination_ipv6_cidr_block'] === '::/0');
    expect(routes).toHaveLength(3);
    expect(routes.filter((route) => route['egress_only_gateway_id'])).toHaveLength(2);
    expect(resourcesOf(json, EgressOnlyInternetGateway)).toHaveLength(1);
  });

  test('has no endpoint that costs, unless it is told so', () => {
    expect(resourcesOf(synth(), VpcEndpoint).map(({ vpc_endpoint_type: type }) => type)).toEqual(['Gateway']);
  });

  test('reaches all that instances and tasks need of AWS by endpoints, from the network alone', () => {
    const json = synth({ interfaceEndpoints: true });
    const endpoints = resourcesOf(json, VpcEndpoint).filter(({ vpc_endpoint_type: type }) => type === 'Interface');
    expect(
      endpoints.map(({ service_name: name }) => String(name).replace('com.amazonaws.us-east-1.', '')).sort(),
    ).toEqual([...InterfaceEndpoints.SERVICES].sort());
    for (const endpoint of endpoints) {
      expect(endpoint).toMatchObject({
        private_dns_enabled: true,
        subnet_ids: [expect.any(String), expect.any(String)],
      });
    }
    expect(resourcesOf(json, VpcSecurityGroupIngressRule)).toEqual([
      expect.objectContaining({ cidr_ipv4: '10.10.0.0/16', from_port: 443, to_port: 443 }),
    ]);
  });

  test('writes down who talked to whom where it is told for how long', () => {
    expect(resourcesOf(synth(), FlowLog)).toEqual([]);
    const kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/1';
    const json = synth({ flowLogs: { retentionDays: 90, kmsKeyArn } });
    expect(json).toHaveResourceWithProperties(FlowLog, { traffic_type: 'ALL' });
    expect(json).toHaveResourceWithProperties(CloudwatchLogGroup, {
      name: '/laravel-dev/flow-logs',
      retention_in_days: 90,
      kms_key_id: kmsKeyArn,
    });
    const [policy] = resourcesOf(json, IamRolePolicy);
    expect(JSON.parse(String(policy?.['policy'])).Statement).toEqual([
      expect.objectContaining({ Resource: [expect.stringMatching(/^\$\{aws_cloudwatch_log_group\.\w+\.arn}:\*$/)] }),
    ]);
  });

  describe('with a NAT instance', () => {
    const json = synth({ nat: 'instance', tags: { Environment: 'dev' } });
    const [template] = resourcesOf(json, LaunchTemplate);

    test('has one small instance, which another replaces when it is lost', () => {
      expect(json).toHaveResourceWithProperties(AutoscalingGroup, { min_size: 1, max_size: 1, force_delete: true });
      expect(template).toMatchObject({ instance_type: 't4g.nano' });
      expect(resourcesOf(json, NatGateway)).toEqual([]);
    });

    test('starts it once there is a way to the internet, and another one where it could not set itself up', () => {
      expect(resourcesOf(json, AutoscalingGroup)[0]?.['depends_on']).toEqual([
        expect.stringMatching(/^aws_route\.\w*PublicRoute/),
      ]);
      expect(String(template?.['user_data'])).toContain("trap 'shutdown --poweroff now' ERR");
    });

    test('tags it and its disk', () => {
      const tags = { Environment: 'dev', Name: 'laravel-dev-nat' };
      expect(resourcesOf(json, AutoscalingGroup)[0]?.['tag']).toEqual(
        Object.entries(tags).map(([key, value]) => ({ key, value, propagate_at_launch: true })),
      );
      expect(template).toMatchObject({ tag_specifications: [{ resource_type: 'volume', tags }] });
    });

    test('leaves the routes to the instance, so that a plan never fights with it', () => {
      expect(resourcesOf(json, Route)).toEqual([
        expect.objectContaining({ gateway_id: expect.stringContaining('aws_internet_gateway') }),
      ]);
      const script = String(template?.['user_data']);
      expect(script).toContain('modify-instance-attribute --instance-id $me --no-source-dest-check');
      expect(script).toMatch(/for table in \$\{aws_route_table\.\w*Private0\w*\.id} \$\{aws_route_table\.\w*Private1/);
      expect(script).toContain('point replace-route $table || point create-route $table');
    });

    test('may change itself and the private routes, and nothing else', () => {
      const [policy] = resourcesOf(json, IamRolePolicy);
      const statements: { Action: string[]; Resource: string[]; Condition?: object }[] = JSON.parse(
        String(policy?.['policy']),
      ).Statement;
      expect(statements).toEqual([
        expect.objectContaining({
          Action: ['ec2:ModifyInstanceAttribute'],
          Condition: { StringEquals: { 'aws:ResourceTag/Name': 'laravel-dev-nat' } },
        }),
        expect.objectContaining({
          Action: ['ec2:CreateRoute', 'ec2:ReplaceRoute'],
          Resource: [expect.stringContaining('route-table/'), expect.stringContaining('route-table/')],
        }),
      ]);
    });

    test('lets the network alone in, and takes no IMDSv1 and no open disk', () => {
      expect(resourcesOf(json, VpcSecurityGroupIngressRule)).toEqual([
        expect.objectContaining({ cidr_ipv4: '10.10.0.0/16', ip_protocol: '-1' }),
      ]);
      expect(template).toMatchObject({
        metadata_options: expect.objectContaining({ http_tokens: 'required' }),
        block_device_mappings: [expect.objectContaining({ ebs: expect.objectContaining({ encrypted: 'true' }) })],
      });
    });
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
      expect(new Vpc(stack, 'Open', props).privateSubnetsReachAws).toBe(true);
      expect(new Vpc(stack, 'Closed', { ...props, nat: 'none' }).privateSubnetsReachAws).toBe(false);
      const endpoints = { nat: 'none', interfaceEndpoints: true } as const;
      expect(new Vpc(stack, 'Endpoints', { ...props, ...endpoints }).privateSubnetsReachAws).toBe(true);
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
