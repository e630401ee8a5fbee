import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { ServiceRole } from '@laravel-ecs/access';
import { Fn, type ITerraformDependable, Token } from 'cdktf';
import { Construct } from 'constructs';
import { SecurityGroup } from './security-group';
import type { Vpc } from './vpc';

export interface NatInstanceProps {
  /** Network whose private subnets it serves. */
  readonly vpc: Vpc;

  /** Region of the network. */
  readonly region: string;

  /** IPv4 range of the network. */
  readonly cidr: string;

  /** Route tables of the private subnets: each gets a way out. */
  readonly privateRouteTableIds: readonly string[];

  /** The network's way to the internet, without which the instance can't set itself up. */
  readonly internet: ITerraformDependable;

  /** Tags of the instance and its disk, which the provider's default tags don't reach. */
  readonly tags: Readonly<Record<string, string>>;
}

/** Size of its disk: what the AMI's own has. */
const DISK_GIB = 8;

/**
 * A way out of the private subnets by one small instance, at a tenth of a NAT gateway's price.
 *
 * When it is lost, another takes its place within minutes, in any zone: it turns off its own check of source and destination
 * and points the routes at itself as it starts, since neither is what Terraform or Auto Scaling could do for an instance that
 * is not there yet. One that can't do that turns itself off, which makes room for the next. Until then, and for as long, private subnets reach nothing outside; and its address is another one.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
 */
export class NatInstance extends Construct {
  static readonly INSTANCE_TYPE = 't4g.nano';

  constructor(scope: Construct, id: string, props: NatInstanceProps) {
    super(scope, id);
    const { vpc, region, cidr, privateRouteTableIds, internet } = props;
    const name = vpc.nameOf('nat');
    const tags = { ...props.tags, Name: name };
    const { accountId } = new DataAwsCallerIdentity(this, 'Account');
    const { partition } = new DataAwsPartition(this, 'Partition');
    const ec2 = (resource: string) => `arn:${partition}:ec2:${region}:${accountId}:${resource}`;

    const role = new ServiceRole(this, 'Role', {
      name,
      principal: 'ec2.amazonaws.com',
      statements: [
        {
          actions: ['ec2:ModifyInstanceAttribute'],
          resources: [ec2('instance/*')],
          conditions: { StringEquals: { 'aws:ResourceTag/Name': name } },
        },
        {
          actions: ['ec2:CreateRoute', 'ec2:ReplaceRoute'],
          resources: privateRouteTableIds.map((table) => ec2(`route-table/${table}`)),
        },
      ],
    });
    const group = new SecurityGroup(this, 'SecurityGroup', { vpc, name: 'nat', description: 'NAT instance' });
    group.allowAllFromCidr(cidr, 'The network');
    group.allowAllOutbound();

    const template = new LaunchTemplate(this, 'Template', {
      name,
      imageId: new DataAwsSsmParameter(this, 'Image', {
        name: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
      }).insecureValue,
      instanceType: NatInstance.INSTANCE_TYPE,
      iamInstanceProfile: { arn: new IamInstanceProfile(this, 'Profile', { name, role: role.name }).arn },
      vpcSecurityGroupIds: [group.id],
      userData: Fn.base64encode(userData({ region, cidr, privateRouteTableIds })),
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: { volumeType: 'gp3', volumeSize: DISK_GIB, encrypted: 'true', deleteOnTermination: 'true' },
        },
      ],
      tagSpecifications: [{ resourceType: 'volume', tags }],
      dependsOn: role.policy ? [role.policy] : [],
    });
    new AutoscalingGroup(this, 'Group', {
      name,
      vpcZoneIdentifier: [...vpc.publicSubnetIds],
      minSize: 1,
      maxSize: 1,
      launchTemplate: { id: template.id, version: Token.asString(template.latestVersion) },
      tag: Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true })),
      instanceRefresh: { strategy: 'Rolling', preferences: { minHealthyPercentage: 0 } },
      forceDelete: true,
      dependsOn: [internet],
    });
  }
}

/** Everything that makes an instance a NAT, run once as it starts. */
function userData({
  region,
  cidr,
  privateRouteTableIds,
}: Pick<NatInstanceProps, 'region' | 'cidr' | 'privateRouteTableIds'>): string {
  return [
    '#!/bin/bash',
    'set -euo pipefail',
    // The group replaces an instance that is off.
    `trap 'shutdown --poweroff now' ERR`,
    'dnf install -y nftables',
    'echo net.ipv4.ip_forward=1 >/etc/sysctl.d/90-nat.conf',
    'sysctl --load=/etc/sysctl.d/90-nat.conf',
    'cat >/etc/sysconfig/nftables.conf <<RULES',
    'table ip nat {',
    '  chain postrouting {',
    '    type nat hook postrouting priority srcnat;',
    `    ip saddr ${cidr} ip daddr != ${cidr} masquerade`,
    '  }',
    '}',
    'RULES',
    'systemctl enable --now nftables',
    `export AWS_DEFAULT_REGION=${region}`,
    'token=$(curl -sS -X PUT -H X-aws-ec2-metadata-token-ttl-seconds:60 http://169.254.169.254/latest/api/token)',
    'me=$(curl -sS -H X-aws-ec2-metadata-token:$token http://169.254.169.254/latest/meta-data/instance-id)',
    'aws ec2 modify-instance-attribute --instance-id $me --no-source-dest-check',
    'point() { aws ec2 $1 --route-table-id $2 --destination-cidr-block 0.0.0.0/0 --instance-id $me; }',
    `for table in ${privateRouteTableIds.join(' ')}; do`,
    '  point replace-route $table || point create-route $table',
    'done',
    '',
  ].join('\n');
}
