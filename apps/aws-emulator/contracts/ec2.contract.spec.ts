import {
  AuthorizeSecurityGroupIngressCommand,
  CreateLaunchTemplateCommand,
  CreateNatGatewayCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteNatGatewayCommand,
  DeleteVpcCommand,
  DescribeImagesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeLaunchTemplateVersionsCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { type Connect, contract, given, unique } from './contract';

async function subnet(ec2: EC2Client) {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: given(Vpc).VpcId, CidrBlock: '10.0.0.0/24' }));
  return { vpcId: given(given(Vpc).VpcId), subnetId: given(given(Subnet).SubnetId) };
}

async function interfacesIn(ec2: EC2Client, subnetId: string) {
  const { NetworkInterfaces } = await ec2.send(
    new DescribeNetworkInterfacesCommand({ Filters: [{ Name: 'subnet-id', Values: [subnetId] }] }),
  );
  return NetworkInterfaces;
}

const tags = (ResourceType: 'launch-template' | 'volume', Value: string) => ({
  ResourceType,
  Tags: [{ Key: 'Name', Value }],
});

async function template(connect: Connect) {
  const ec2 = connect(EC2Client);
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: unique('template'),
      TagSpecifications: [tags('launch-template', 'its own')],
      LaunchTemplateData: { TagSpecifications: [tags('volume', 'of what it launches')] },
    }),
  );
  return { ec2, id: given(given(LaunchTemplate).LaunchTemplateId) };
}

describe('EC2', () => {
  contract("keeps a launch template's own tags apart from those of what it launches", async (connect) => {
    const { ec2, id } = await template(connect);
    const { LaunchTemplateVersions } = await ec2.send(
      new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id }),
    );
    expect(LaunchTemplateVersions?.[0]?.LaunchTemplateData?.TagSpecifications).toEqual([
      tags('volume', 'of what it launches'),
    ]);
  });

  contract('shows the tags that a launch template has by now', async (connect) => {
    const { ec2, id } = await template(connect);
    await ec2.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: 'Name', Value: 'changed' }] }));
    const { LaunchTemplates } = await ec2.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] }));
    expect(LaunchTemplates?.[0]?.Tags).toEqual([{ Key: 'Name', Value: 'changed' }]);
  });

  contract('shows the description of a rule that lets a group in', async (connect) => {
    const ec2 = connect(EC2Client);
    const { vpcId } = await subnet(ec2);
    const { GroupId } = await ec2.send(
      new CreateSecurityGroupCommand({ VpcId: vpcId, GroupName: unique('group'), Description: 'x' }),
    );
    const { SecurityGroupRules } = await ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId,
        IpPermissions: [
          { IpProtocol: 'tcp', FromPort: 1, ToPort: 2, UserIdGroupPairs: [{ GroupId, Description: 'members' }] },
        ],
      }),
    );
    const ids = [given(SecurityGroupRules?.[0]?.SecurityGroupRuleId)];
    const described = await ec2.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: ids }));
    expect(described.SecurityGroupRules?.[0]?.Description).toBe('members');
  });

  contract('takes the network interface of an instance away with it', async (connect) => {
    const ec2 = connect(EC2Client);
    const { subnetId } = await subnet(ec2);
    const { Images } = await ec2.send(new DescribeImagesCommand({}));
    const { Instances } = await ec2.send(
      new RunInstancesCommand({
        ImageId: given(Images?.[0]?.ImageId),
        MinCount: 1,
        MaxCount: 1,
        SubnetId: subnetId,
        InstanceType: 't3.small',
      }),
    );
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [given(Instances?.[0]?.InstanceId)] }));
    expect(await interfacesIn(ec2, subnetId)).toEqual([]);
  });

  contract('takes the network interface of a NAT gateway away with it', async (connect) => {
    const ec2 = connect(EC2Client);
    const { subnetId } = await subnet(ec2);
    const { NatGateway } = await ec2.send(
      new CreateNatGatewayCommand({ SubnetId: subnetId, ConnectivityType: 'private' }),
    );
    await ec2.send(new DeleteNatGatewayCommand({ NatGatewayId: given(NatGateway).NatGatewayId }));
    expect(await interfacesIn(ec2, subnetId)).toEqual([]);
  });

  contract('takes the default network ACL of a VPC away with it', async (connect) => {
    const ec2 = connect(EC2Client);
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    const VpcId = given(given(Vpc).VpcId);
    await ec2.send(new DeleteVpcCommand({ VpcId }));
    const { NetworkAcls } = await ec2.send(
      new DescribeNetworkAclsCommand({ Filters: [{ Name: 'vpc-id', Values: [VpcId] }] }),
    );
    expect(NetworkAcls).toEqual([]);
  });

  contract('finds a subnet by its IPv6 addresses, and says that they are there', async (connect) => {
    const ec2 = connect(EC2Client);
    const { Vpc } = await ec2.send(
      new CreateVpcCommand({ CidrBlock: '10.0.0.0/16', AmazonProvidedIpv6CidrBlock: true }),
    );
    const range = given(given(Vpc).Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock);
    const { Subnet } = await ec2.send(
      new CreateSubnetCommand({
        VpcId: given(Vpc).VpcId,
        CidrBlock: '10.0.0.0/24',
        Ipv6CidrBlock: range.replace('/56', '/64'),
      }),
    );
    const association = given(given(Subnet).Ipv6CidrBlockAssociationSet?.[0]?.AssociationId);
    const { Subnets } = await ec2.send(
      new DescribeSubnetsCommand({
        Filters: [{ Name: 'ipv6-cidr-block-association.association-id', Values: [association] }],
      }),
    );
    expect(Subnets).toEqual([
      expect.objectContaining({
        SubnetId: given(Subnet).SubnetId,
        Ipv6CidrBlockAssociationSet: [
          expect.objectContaining({ AssociationId: association, Ipv6CidrBlockState: { State: 'associated' } }),
        ],
      }),
    ]);
  });
});
