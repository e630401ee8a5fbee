import { type Ground, groundParameter, type PreviewPlan } from '@laravel-ecs/config';
import type { Aws } from '../aws/aws';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';

/**
 * What previews stand on.
 *
 * @throws Failure where the environment is not there, or shares nothing
 */
export async function findGround(aws: Aws, { project, of }: Pick<PreviewPlan, 'project' | 'of'>): Promise<Ground> {
  const parameter = groundParameter(project, of);
  const ssm = await aws.ssm();
  const { Parameters = [] } = await ssm.getParameters({ Names: [parameter] });
  const value = Parameters[0]?.Value;
  if (value === undefined) {
    throw new Failure(
      `${of} shares nothing that a preview could stand on (there is no parameter ${parameter}): ` +
        `give \`previews\` to environments/${of}/environment.ts, and npx ship up ${of}`,
      EXIT.notReady,
    );
  }
  const ground = JSON.parse(value) as Ground;
  if (ground.version !== 1) {
    throw new Failure(
      `${parameter} was written by another version of this project (${ground.version}, not 1): use the workspace that made ${of}`,
    );
  }
  return ground;
}
