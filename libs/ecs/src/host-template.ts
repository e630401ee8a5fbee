import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { IamInstanceProfile } from '@cdktf/provider-aws/lib/iam-instance-profile';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import type { CpuArchitecture } from '@laravel-ecs/config';
import type { SecurityGroup, Vpc } from '@laravel-ecs/network';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { Cluster } from './cluster';
import { instanceRole } from './instance-role';
import { OPERATING_SYSTEMS, type OperatingSystemName } from './operating-system';

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

  /** What they run on. */
  readonly operatingSystem: OperatingSystemName;

  /** ARN of the customer's key that the disks are encrypted with, in place of AWS's own. */
  readonly kmsKeyArn: string | undefined;

  /** Tags of the instances' disks. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * How an instance of the cluster starts: from an image made for ECS, with encrypted disks and no IMDSv1.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html
 */
export class HostTemplate extends Construct {
  readonly id: string;

  /** The newest version, so that a change reaches the auto scaling group. */
  readonly version: string;

  constructor(scope: Construct, id: string, props: HostTemplateProps) {
    super(scope, id);
    const { vpc, cluster, securityGroups, architecture, keyPair, tags, kmsKeyArn } = props;
    const system = OPERATING_SYSTEMS[props.operatingSystem];

    const role = instanceRole(this, 'Role', vpc.nameOf('instance'), cluster);
    const profile = new IamInstanceProfile(this, 'Profile', { name: vpc.nameOf('instance'), role: role.name });
    const image = new DataAwsSsmParameter(this, 'Image', { name: system.imageParameter(architecture) });

    const template = new LaunchTemplate(this, 'Template', {
      name: vpc.nameOf('instance'),
      imageId: image.insecureValue,
      iamInstanceProfile: { arn: profile.arn },
      vpcSecurityGroupIds: securityGroups.map((group) => group.id),
      keyName: keyPair,
      userData: Fn.base64encode(system.userData(cluster.name)),
      // One hop ends at the instance: a container in bridge mode is one further, and can't take the instance's role.
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      blockDeviceMappings: Object.entries(system.disks).map(([deviceName, volumeSize]) => ({
        deviceName,
        ebs: {
          volumeType: 'gp3',
          volumeSize,
          encrypted: 'true',
          ...(kmsKeyArn && { kmsKeyId: kmsKeyArn }),
          deleteOnTermination: 'true',
        },
      })),
      tagSpecifications: [{ resourceType: 'volume', tags: { ...tags, Name: vpc.nameOf('instance') } }],
      dependsOn: role.policy ? [role.policy] : [],
    });
    this.id = template.id;
    this.version = Token.asString(template.latestVersion);
  }
}
