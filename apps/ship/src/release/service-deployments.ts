import type { ServiceDeploymentStatus } from '@aws-sdk/client-ecs';
import type { Environment } from '../environment/environment';

/**
 * Stops what a service is on its way to, and has ECS roll it back.
 *
 * @returns whether there was something to stop
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
 */
export async function stop(environment: Environment, service: string): Promise<boolean> {
  const arn = await newest(environment, service, ['PENDING', 'IN_PROGRESS']);
  if (!arn) {
    return false;
  }
  const ecs = await environment.aws.ecs();
  try {
    await ecs.stopServiceDeployment({ serviceDeploymentArn: arn, stopType: 'ROLLBACK' });
    return true;
  } catch (error) {
    // It ended in between.
    if (/ConflictException|ServiceDeploymentNotFoundException|InvalidParameterException/.test((error as Error).name)) {
      return false;
    }
    throw error;
  }
}

/** Whether ECS is rolling a service back. */
export async function isRollingBack(environment: Environment, service: string): Promise<boolean> {
  const statuses = ['STOP_REQUESTED', 'ROLLBACK_REQUESTED', 'ROLLBACK_IN_PROGRESS'] as const;
  return (await newest(environment, service, statuses)) !== undefined;
}

async function newest(
  { aws, deployment }: Environment,
  service: string,
  status: readonly ServiceDeploymentStatus[],
): Promise<string | undefined> {
  const ecs = await aws.ecs();
  const { serviceDeployments = [] } = await ecs.listServiceDeployments({
    cluster: deployment.cluster,
    service,
    status: [...status],
  });
  return serviceDeployments[0]?.serviceDeploymentArn;
}
