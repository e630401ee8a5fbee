import type { Need, Needs, Parameters } from './api-call';

/** What ids of EC2 begin with, and what they are ids of. */
const KINDS: Readonly<Record<string, string>> = {
  ami: 'image',
  eigw: 'egress-only-internet-gateway',
  eipalloc: 'elastic-ip',
  eni: 'network-interface',
  fl: 'vpc-flow-log',
  i: 'instance',
  igw: 'internet-gateway',
  lt: 'launch-template',
  nat: 'natgateway',
  rtb: 'route-table',
  sg: 'security-group',
  sgr: 'security-group-rule',
  subnet: 'subnet',
  vol: 'volume',
  vpc: 'vpc',
  vpce: 'vpc-endpoint',
};

/** A call on what parameters of these names name. */
const on =
  (...names: readonly string[]) =>
  (call: Parameters): readonly Need[] => [{ on: named(call, ...names) }];

/** A call that makes one such thing, in or of what parameters of these names name. */
const makes =
  (kind: string, ...names: readonly string[]) =>
  (call: Parameters): readonly Need[] => [{ makes: [call.arn(`${kind}/new`)], on: named(call, ...names) }];

/** A call on what something hangs on that it names by an id of no kind of IAM's: both are of one environment. */
const hangingOn =
  (...kinds: readonly string[]) =>
  (call: Parameters): readonly Need[] => [{ on: kinds.map((kind) => call.arn(`${kind}/of-it`)) }];

export const EC2: Needs = {
  AllocateAddress: makes('elastic-ip'),
  AssociateAddress: on('AllocationId', 'InstanceId', 'NetworkInterfaceId'),
  AssociateRouteTable: on('RouteTableId', 'SubnetId'),
  AttachInternetGateway: on('InternetGatewayId', 'VpcId'),
  AuthorizeSecurityGroupEgress: makes('security-group-rule', 'GroupId'),
  AuthorizeSecurityGroupIngress: makes('security-group-rule', 'GroupId'),
  CreateEgressOnlyInternetGateway: makes('egress-only-internet-gateway', 'VpcId'),
  CreateFlowLogs: (call) => [
    { makes: [call.arn('vpc-flow-log/new')], on: named(call, 'ResourceIds') },
    ...call.passes('vpc-flow-logs.amazonaws.com', call.text('DeliverLogsPermissionArn')),
  ],
  CreateInternetGateway: makes('internet-gateway'),
  CreateLaunchTemplate: makes('launch-template'),
  CreateLaunchTemplateVersion: on('LaunchTemplateId'),
  CreateNatGateway: makes('natgateway', 'AllocationId', 'SubnetId'),
  CreateRoute: on('RouteTableId'),
  CreateRouteTable: makes('route-table', 'VpcId'),
  CreateSecurityGroup: makes('security-group', 'VpcId'),
  CreateSubnet: makes('subnet', 'VpcId'),
  CreateTags: on('Resources'),
  CreateVpc: makes('vpc'),
  CreateVpcEndpoint: makes('vpc-endpoint', 'VpcId', 'RouteTableIds', 'SecurityGroupIds', 'SubnetIds'),
  DeleteEgressOnlyInternetGateway: on('EgressOnlyInternetGatewayId'),
  DeleteFlowLogs: on('FlowLogIds'),
  DeleteInternetGateway: on('InternetGatewayId'),
  DeleteLaunchTemplate: on('LaunchTemplateId'),
  DeleteNatGateway: on('NatGatewayId'),
  DeleteRoute: on('RouteTableId'),
  DeleteRouteTable: on('RouteTableId'),
  DeleteSecurityGroup: on('GroupId'),
  DeleteSubnet: on('SubnetId'),
  DeleteTags: on('Resources'),
  DeleteVpc: on('VpcId'),
  DeleteVpcEndpoints: on('VpcEndpointIds'),
  DescribeVpcAttribute: on('VpcId'),
  DetachInternetGateway: on('InternetGatewayId', 'VpcId'),
  DisassociateAddress: hangingOn('elastic-ip'),
  DisassociateRouteTable: hangingOn('route-table', 'subnet'),
  ModifyInstanceAttribute: on('InstanceId'),
  ModifyLaunchTemplate: on('LaunchTemplateId'),
  ModifySubnetAttribute: on('SubnetId'),
  ModifyVpcAttribute: on('VpcId'),
  ModifyVpcEndpoint: on('VpcEndpointId'),
  ReleaseAddress: on('AllocationId'),
  RevokeSecurityGroupEgress: on('GroupId'),
  RevokeSecurityGroupIngress: on('GroupId'),
  RunInstances: (call) => runs(call),
  TerminateInstances: on('InstanceIds'),
};

function runs(call: Parameters): readonly Need[] {
  const interfaces = ((call.given['NetworkInterfaces'] ?? []) as readonly Record<string, unknown>[]).flatMap((each) =>
    [each['SubnetId'], each['Groups'] ?? []].flat(),
  );
  const ids = [...interfaces, ...call.texts('SubnetId', 'SecurityGroupIds')].map(String);
  const profile = String(call.object('IamInstanceProfile')['Name'] ?? call.object('IamInstanceProfile')['Arn']);
  return [
    {
      makes: ['instance', 'network-interface', 'volume'].map((kind) => call.arn(`${kind}/new`)),
      on: ids.map((id) => arnOf(call, id)),
    },
    { on: [`arn:aws:ec2:${call.account.region}::image/${call.text('ImageId')}`] },
    ...call.passes('ec2.amazonaws.com', profile.split('/').pop() ?? ''),
  ];
}

function named(call: Parameters, ...names: readonly string[]): string[] {
  return call.texts(...names).map((id) => arnOf(call, id));
}

function arnOf(call: Parameters, id: string): string {
  const kind = KINDS[id.split('-')[0] ?? ''];
  if (!kind) {
    throw new Error(`nobody knows what ${id} is the id of: add it to the kinds of EC2`);
  }
  return call.arn(`${kind}/${id}`);
}
