import type { Change } from '../terraform/json-log';
import type { ExplainedChange, Look } from '../terraform/planned';
import type { Resources } from '../terraform/synthesized-stack';

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

/** What a plan would destroy of the data of an environment. */
export interface DataLosses {
  readonly changes: readonly ExplainedChange[];

  /** Whether the environment is known to be protected; else it can't be known. */
  readonly isProtected: boolean;
}

/**
 * What a plan would destroy of the data of a protected environment; nothing where it is not protected.
 *
 * It is protected where it is so now, was before the change, or is so as it is deployed: else the change itself could lift the
 * protection, or one before it that was never deployed.
 *
 * @param now what the environment's stack is made of
 * @param before what it was made of before the change; undefined where that can't be known
 */
export function dataLosses(
  { changes, prevented, isProtectedAsDeployed }: Look,
  now: Resources,
  before: Resources | undefined,
): DataLosses {
  const kept = [...keptOf(now), ...keptOf(before ?? {})];
  const isProtected = kept.length > 0 || isProtectedAsDeployed === true;
  const isUnknown = before === undefined && isProtectedAsDeployed === undefined;
  return {
    changes: changes.filter(
      (change) =>
        (isProtected || isUnknown) &&
        destroys(change) &&
        (prevented.includes(change.address) ||
          kept.includes(change.address) ||
          HOLDS_DATA.has(change.address.split('.')[0] ?? '')),
    ),
    isProtected,
  };
}

/** Addresses of what Terraform is told to keep. */
function keptOf(resources: Resources): readonly string[] {
  return Object.entries(resources).flatMap(([type, each]) =>
    Object.entries(each).flatMap(([name, { lifecycle }]) =>
      (lifecycle as { prevent_destroy?: boolean } | undefined)?.prevent_destroy ? [`${type}.${name}`] : [],
    ),
  );
}
