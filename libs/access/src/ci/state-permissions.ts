import type { PolicyStatement } from '../policy-document';
import type { EnvironmentReach } from './environment-reach';

/** What somebody does with a state: reads it, locks it while reading so that nobody changes it, changes it, or removes it once nothing is left of what it is of. */
export type StateUse = 'read' | 'lock' | 'write' | 'remove';

/**
 * An environment's state in the bucket, and no other. Nothing where states are kept elsewhere.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions
 */
export function statePermissions(reach: EnvironmentReach, use: StateUse): readonly PolicyStatement[] {
  const { partition, stateBucket, project } = reach.place;
  if (!stateBucket) {
    return [];
  }
  const bucket = `arn:${partition}:s3:::${stateBucket}`;
  const state = `${project}/${reach.environment}.tfstate`;
  const lock = `${state}.tflock`;
  return [
    // Names alone. Without it, S3 answers to who asks for a state that is not there yet that it is forbidden.
    { actions: ['s3:ListBucket'], resources: [bucket] },
    { actions: ['s3:GetObject'], resources: [`${bucket}/${state}`, `${bucket}/${lock}`] },
    ...(use === 'read' ? [] : [{ actions: ['s3:PutObject', 's3:DeleteObject'], resources: [`${bucket}/${lock}`] }]),
    ...(use === 'write' || use === 'remove' ? [{ actions: ['s3:PutObject'], resources: [`${bucket}/${state}`] }] : []),
    ...(use === 'remove' ? [{ actions: ['s3:DeleteObject'], resources: [`${bucket}/${state}`] }] : []),
  ];
}
