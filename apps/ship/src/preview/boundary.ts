import { type PreviewPlan, SHARED_BOUNDARY } from '@laravel-ecs/config';
import type { Aws } from '../aws/aws';
import { Failure } from '../failure';

/**
 * Refuses a preview that AWS would stop half-way: a role of CI makes roles with the shared boundary alone.
 *
 * @throws Failure
 */
export async function requireBoundary(
  aws: Aws,
  { project, permissionsBoundary = 'none' }: Pick<PreviewPlan, 'project' | 'permissionsBoundary'>,
): Promise<void> {
  if (permissionsBoundary === SHARED_BOUNDARY) {
    return;
  }
  const { Arn = '' } = await (await aws.sts()).getCallerIdentity({});
  if (Arn.includes(`:assumed-role/${project}-ci-`)) {
    throw new Failure(
      `permissionsBoundary: got ${permissionsBoundary}, but CI may make roles with the shared boundary alone: ` +
        `say permissionsBoundary: '${SHARED_BOUNDARY}' in environments/preview/environment.ts`,
    );
  }
}
