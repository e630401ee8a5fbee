import { type Attributes, blocks, isTrue } from './attributes';

/** Encryption by the type that has it, as Terraform spells it. */
const ENCRYPTION: Readonly<Record<string, (resource: Attributes) => boolean>> = {
  aws_db_instance: ({ storage_encrypted: stored }) => isTrue(stored),
  aws_rds_cluster: ({ storage_encrypted: stored }) => isTrue(stored),
  aws_ebs_volume: ({ encrypted }) => isTrue(encrypted),
  aws_efs_file_system: ({ encrypted }) => isTrue(encrypted),
  aws_elasticache_cluster: ({ transit_encryption_enabled: sent }) => isTrue(sent),
  aws_elasticache_replication_group: ({ at_rest_encryption_enabled: stored, transit_encryption_enabled: sent }) =>
    isTrue(stored) && isTrue(sent),
  // A template that says nothing of disks takes those of its image, whatever they are.
  aws_launch_template: ({ block_device_mappings: disks }) =>
    blocks(disks).length > 0 &&
    blocks(disks).every(({ ebs }) => blocks(ebs).every(({ encrypted }) => isTrue(encrypted))),
  aws_sns_topic: ({ kms_master_key_id: key }) => Boolean(key),
};

/** Resources that hold data or pass it on. */
export const ENCRYPTED_TYPES = Object.keys(ENCRYPTION);

/** Whether a resource encrypts what it holds and passes on. */
export function isEncrypted(resource: Attributes, type: string): boolean {
  return ENCRYPTION[type]?.(resource) ?? false;
}
