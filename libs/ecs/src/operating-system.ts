import type { CpuArchitecture } from '@laravel-ecs/config';

/** What an instance of the cluster runs on. */
export type OperatingSystemName = 'amazon-linux-2023' | 'bottlerocket';

/** What a launch template needs to know of an operating system. */
export interface OperatingSystem {
  /** SSM parameter with the newest image for a processor. */
  imageParameter(architecture: CpuArchitecture): string;

  /** What an instance is told as it starts. */
  userData(clusterName: string): string;

  /** Disks, by name, and their sizes in GiB. */
  readonly disks: Readonly<Record<string, number>>;
}

/** For images and what containers write: what the AMI's own disk has. */
const IMAGES_GIB = 30;

export const OPERATING_SYSTEMS: Readonly<Record<OperatingSystemName, OperatingSystem>> = {
  /** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html */
  'amazon-linux-2023': {
    imageParameter: (architecture) =>
      `/aws/service/ecs/optimized-ami/amazon-linux-2023${architecture === 'ARM64' ? '/arm64' : ''}/recommended/image_id`,
    disks: { '/dev/xvda': IMAGES_GIB },
    // Two minutes before AWS takes a spot instance back, its tasks move elsewhere. And no task gets the instance's role.
    userData: (clusterName) =>
      [
        '#!/bin/bash',
        'cat >>/etc/ecs/ecs.config <<CONFIG',
        `ECS_CLUSTER=${clusterName}`,
        'ECS_ENABLE_SPOT_INSTANCE_DRAINING=true',
        'ECS_AWSVPC_BLOCK_IMDS=true',
        'CONFIG',
        '',
      ].join('\n'),
  },

  /**
   * No shell, no package manager, a system disk that can't be written: an update is another image.
   *
   * @see https://bottlerocket.dev/en/os/latest/api/settings/ecs/
   */
  bottlerocket: {
    imageParameter: (architecture) =>
      `/aws/service/bottlerocket/aws-ecs-2/${architecture === 'ARM64' ? 'arm64' : 'x86_64'}/latest/image_id`,
    disks: { '/dev/xvda': 4, '/dev/xvdb': IMAGES_GIB },
    userData: (clusterName) =>
      ['[settings.ecs]', `cluster = '${clusterName}'`, 'enable-spot-instance-draining = true', ''].join('\n'),
  },
};
