import type { Environment } from '../environment/environment';

/**
 * Lets scaling begin with the first release, or rest again where that failed: until something is released there is nothing to scale,
 * and no night to wake up from. Terraform says the same of the released image, so that its plan stays empty.
 */
export async function setScaling({ aws, deployment, services }: Environment, begins: boolean): Promise<void> {
  const scaling = await aws.scaling();
  await Promise.all(
    services.map(({ service, tasks }) =>
      scaling.registerScalableTarget({
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceId: `service/${deployment.cluster}/${service}`,
        MinCapacity: begins ? tasks.min : 0,
        SuspendedState: { ScheduledScalingSuspended: !begins },
      }),
    ),
  );
}
