import type { Change } from '../terraform/json-log';
import type { ExplainedChange, Look, Resources } from '../terraform/stack';

/** Types of resources that hold what can't be made again. */
const HOLDS_DATA = new Set([
  'aws_db_instance',
  'aws_ecr_repository',
  'aws_elasticache_replication_group',
  'aws_kms_key',
  'aws_rds_cluster',
  'aws_s3_bucket',
  'aws_secretsmanager_secret',
]);

/** Whether something of a plan is gone afterwards, were it only to be made anew. */
export function destroys({ action }: Change): boolean {
  return action === 'delete' || action === 'replace';
}

/**
 * What a plan would destroy of the data of a protected environment; nothing where it is not protected.
 *
 * It is protected where it is so now, or was before the change: else the change itself could lift the protection.
 *
 * @param made what the environment's stack is made of, now and before
 */
export function dataLosses({ changes, prevented }: Look, ...made: readonly Resources[]): readonly ExplainedChange[] {
  const kept = made.flatMap(keptOf);
  return kept.length === 0
    ? []
    : changes.filter(
        (change) =>
          destroys(change) &&
          (prevented.includes(change.address) ||
            kept.includes(change.address) ||
            HOLDS_DATA.has(change.address.split('.')[0] ?? '')),
      );
}

/** Addresses of what Terraform is told to keep. */
function keptOf(resources: Resources): readonly string[] {
  return Object.entries(resources).flatMap(([type, each]) =>
    Object.entries(each).flatMap(([name, { lifecycle }]) =>
      (lifecycle as { prevent_destroy?: boolean } | undefined)?.prevent_destroy ? [`${type}.${name}`] : [],
    ),
  );
}
