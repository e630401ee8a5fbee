import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import type { CpuArchitecture } from '@laravel-ecs/config';
import type { SecurityGroup, Vpc } from '@laravel-ecs/network';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { Cluster } from './cluster';
import { instanceRole } from './instance-role';

export interface HostTemplateProps {
  /** Network that the instances stand in. */
  readonly vpc: Vpc;

  /** Cluster that they join. */
  readonly cluster: Cluster;

  /** Groups that say who reaches them. */
  readonly securityGroups: readonly SecurityGroup[];

  /** Their processor. */
  readonly architecture: CpuArchitecture;

  /** Name of an EC2 key pair for SSH. */
  readonly keyPair?: string | undefined;

  /** Tags of the instances' disks. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * How an instance of the cluster starts: Amazon Linux 2023 made for ECS, with an encrypted disk and no IMDSv1.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html
 */
export class HostTemplate extends Construct {
  /** Size of an instance's disk, for the system and for images. It is what the AMI's own disk has. */
  static readonly DISK_GIB = 30;

  readonly id: string;

  /** The newest version, so that a change reaches the auto scaling group. */
  readonly version: string;

  constructor(scope: Construct, id: string, props: HostTemplateProps) {
    super(scope, id);
    const { vpc, cluster, securityGroups, architecture, keyPair, tags } = props;

    const role = instanceRole(this, 'Role', vpc.nameOf('instance'), cluster);
    const profile = new IamInstanceProfile(this, 'Profile', { name: vpc.nameOf('instance'), role: role.name });
    const image = new DataAwsSsmParameter(this, 'Image', { name: imageParameter(architecture) });

    const template = new LaunchTemplate(this, 'Template', {
      name: vpc.nameOf('instance'),
      imageId: image.insecureValue,
      iamInstanceProfile: { arn: profile.arn },
      vpcSecurityGroupIds: securityGroups.map((group) => group.id),
      keyName: keyPair,
      userData: Fn.base64encode(agentConfiguration(cluster)),
      // One hop ends at the instance: a container in bridge mode is one further, and can't take the instance's role.
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: { volumeType: 'gp3', volumeSize: HostTemplate.DISK_GIB, encrypted: 'true', deleteOnTermination: 'true' },
        },
      ],
      tagSpecifications: [{ resourceType: 'volume', tags: { ...tags, Name: vpc.nameOf('instance') } }],
      dependsOn: role.policy ? [role.policy] : [],
    });
    this.id = template.id;
    this.version = Token.asString(template.latestVersion);
  }
}

function imageParameter(architecture: CpuArchitecture): string {
  const directory = architecture === 'ARM64' ? 'amazon-linux-2023/arm64' : 'amazon-linux-2023';
  return `/aws/service/ecs/optimized-ami/${directory}/recommended/image_id`;
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html */
function agentConfiguration({ name }: Cluster): string {
  return [
    '#!/bin/bash',
    'cat >>/etc/ecs/ecs.config <<CONFIG',
    `ECS_CLUSTER=${name}`,
    // Two minutes before AWS takes a spot instance back, its tasks move elsewhere.
    'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true',
    'CONFIG',
    '',
  ].join('\n');
}
