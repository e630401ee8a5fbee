import { and, type PolicyStatement } from '../policy-document';
import type { EnvironmentReach } from './environment-reach';

/** What there is in a network, as ARNs have it. */
const KINDS = [
  'egress-only-internet-gateway',
  'elastic-ip',
  'instance',
  'internet-gateway',
  'launch-template',
  'natgateway',
  'network-interface',
  'route-table',
  'security-group',
  'security-group-rule',
  'subnet',
  'volume',
  'vpc',
  'vpc-endpoint',
  'vpc-flow-log',
] as const;

/** What makes something that has tags from the beginning, as AWS calls it. */
const MAKES = [
  'AllocateAddress',
  'AuthorizeSecurityGroupEgress',
  'AuthorizeSecurityGroupIngress',
  'CreateEgressOnlyInternetGateway',
  'CreateFlowLogs',
  'CreateInternetGateway',
  'CreateLaunchTemplate',
  'CreateNatGateway',
  'CreateNetworkInterface',
  'CreateRouteTable',
  'CreateSecurityGroup',
  'CreateSubnet',
  'CreateVpc',
  'CreateVpcEndpoint',
  'RunInstances',
] as const;

const ELASTIC_LOAD_BALANCING_MAKES = [
  'CreateListener',
  'CreateLoadBalancer',
  'CreateRule',
  'CreateTargetGroup',
] as const;

/**
 * The network, and the instances in it. AWS names all of it by ids that nobody knows before: what belongs to the environment is told by tags,
 * which everything here has from its first moment on.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 */
export function networkPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const all = KINDS.map((kind) => reach.arn('ec2', `${kind}/*`));
  const makes = MAKES.map((action) => `ec2:${action}`);
  const { partition, region } = reach.place;
  return [
    { actions: makes, resources: all, conditions: reach.made },
    { actions: makes, resources: all, conditions: reach.owned },
    {
      actions: [
        'ec2:AssociateAddress',
        'ec2:AssociateRouteTable',
        'ec2:AssociateSubnetCidrBlock',
        'ec2:AssociateVpcCidrBlock',
        'ec2:AttachInternetGateway',
        'ec2:AttachNetworkInterface',
        'ec2:CreateLaunchTemplateVersion',
        'ec2:CreateRoute',
        'ec2:DeleteEgressOnlyInternetGateway',
        'ec2:DeleteFlowLogs',
        'ec2:DeleteInternetGateway',
        'ec2:DeleteLaunchTemplate',
        'ec2:DeleteLaunchTemplateVersions',
        'ec2:DeleteNatGateway',
        'ec2:DeleteNetworkInterface',
        'ec2:DeleteRoute',
        'ec2:DeleteRouteTable',
        'ec2:DeleteSecurityGroup',
        'ec2:DeleteSubnet',
        'ec2:DeleteVpc',
        'ec2:DeleteVpcEndpoints',
        'ec2:DescribeVpcAttribute',
        'ec2:DetachInternetGateway',
        'ec2:DetachNetworkInterface',
        'ec2:DisassociateAddress',
        'ec2:DisassociateRouteTable',
        'ec2:DisassociateSubnetCidrBlock',
        'ec2:DisassociateVpcCidrBlock',
        'ec2:ModifyInstanceAttribute',
        'ec2:ModifyInstanceMetadataOptions',
        'ec2:ModifyLaunchTemplate',
        'ec2:ModifyNetworkInterfaceAttribute',
        'ec2:ModifySecurityGroupRules',
        'ec2:ModifySubnetAttribute',
        'ec2:ModifyVpcAttribute',
        'ec2:ModifyVpcEndpoint',
        'ec2:ReleaseAddress',
        'ec2:ReplaceRoute',
        'ec2:ReplaceRouteTableAssociation',
        'ec2:RevokeSecurityGroupEgress',
        'ec2:RevokeSecurityGroupIngress',
        'ec2:StartInstances',
        'ec2:StopInstances',
        'ec2:TerminateInstances',
        'ec2:UpdateSecurityGroupRuleDescriptionsEgress',
        'ec2:UpdateSecurityGroupRuleDescriptionsIngress',
      ],
      resources: all,
      conditions: reach.owned,
    },
    // What instances are made out of, and what comes with them: none of it is an instance yet.
    {
      actions: ['ec2:RunInstances'],
      resources: [
        `arn:${partition}:ec2:${region}::image/*`,
        `arn:${partition}:ec2:${region}::snapshot/*`,
        ...['key-pair', 'network-interface', 'volume'].map((kind) => reach.arn('ec2', `${kind}/*`)),
      ],
    },
    // Auto Scaling tags the instances that it starts. Their launch template has to be one of the environment's.
    {
      actions: ['ec2:RunInstances'],
      resources: [reach.arn('ec2', 'instance/*')],
      conditions: { ArnLike: { 'ec2:LaunchTemplate': reach.arn('ec2', 'launch-template/*') } },
    },
    {
      actions: ['ec2:CreateTags'],
      resources: all,
      conditions: and(reach.made, { StringEquals: { 'ec2:CreateAction': [...MAKES] } }),
    },
    { actions: ['ec2:CreateTags', 'ec2:DeleteTags'], resources: all, conditions: reach.kept },
    // The group that a network comes with has no tags until Terraform takes it over, to close it.
    {
      actions: ['ec2:CreateTags'],
      resources: [reach.arn('ec2', 'security-group/*')],
      conditions: and(reach.made, { Null: { 'aws:ResourceTag/Environment': 'true' } }),
    },
  ];
}

/**
 * The load balancer and what is behind it: by tags as well, for target groups are named by what they are for alone.
 *
 * @param made what makes something that may be made: `CreateTargetGroup`
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/tagging-resources-during-creation.html
 */
export function elasticLoadBalancingPermissions(
  reach: EnvironmentReach,
  made: readonly string[] = ELASTIC_LOAD_BALANCING_MAKES,
): readonly PolicyStatement[] {
  const arnOf = (kind: string) => reach.arn('elasticloadbalancing', `${kind}/*`);
  const all = ['listener', 'listener-rule', 'loadbalancer', 'targetgroup'].map(arnOf);
  const making = (...actions: readonly string[]) =>
    actions.filter((action) => made.includes(action)).map((action) => `elasticloadbalancing:${action}`);
  const statements: readonly PolicyStatement[] = [
    {
      actions: making('CreateLoadBalancer', 'CreateTargetGroup'),
      resources: ['loadbalancer', 'targetgroup'].map(arnOf),
      conditions: reach.made,
    },
    {
      actions: making('CreateListener', 'CreateRule'),
      resources: ['listener', 'loadbalancer'].map(arnOf),
      conditions: reach.madeWithin,
    },
    // What has no tags could be anybody's: tags are for what is being made.
    {
      actions: ['elasticloadbalancing:AddTags'],
      resources: all,
      conditions: and(reach.made, {
        StringEquals: { 'elasticloadbalancing:CreateAction': [...ELASTIC_LOAD_BALANCING_MAKES] },
      }),
    },
    {
      actions: [
        'elasticloadbalancing:AddListenerCertificates',
        'elasticloadbalancing:AddTags',
        'elasticloadbalancing:DeleteListener',
        'elasticloadbalancing:DeleteLoadBalancer',
        'elasticloadbalancing:DeleteRule',
        'elasticloadbalancing:DeleteTargetGroup',
        'elasticloadbalancing:ModifyListener',
        'elasticloadbalancing:ModifyListenerAttributes',
        'elasticloadbalancing:ModifyLoadBalancerAttributes',
        'elasticloadbalancing:ModifyRule',
        'elasticloadbalancing:ModifyTargetGroup',
        'elasticloadbalancing:ModifyTargetGroupAttributes',
        'elasticloadbalancing:RemoveListenerCertificates',
        'elasticloadbalancing:RemoveTags',
        'elasticloadbalancing:SetIpAddressType',
        'elasticloadbalancing:SetRulePriorities',
        'elasticloadbalancing:SetSecurityGroups',
        'elasticloadbalancing:SetSubnets',
      ],
      resources: all,
      conditions: reach.kept,
    },
  ];
  return statements.filter(({ actions }) => actions.length > 0);
}
