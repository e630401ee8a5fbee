import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import {
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Deployment } from '@laravel-ecs/platform';
import type { ClientConfiguration } from './life';

/**
 * Does to an environment what a first release does, with nothing but what the environment says of itself: writes the image, has a
 * revision of every task run it, and lets scaling begin.
 */
export async function release(environment: string, configuration: ClientConfiguration): Promise<void> {
  const ssm = new SSMClient(configuration);
  const ecs = new ECSClient(configuration);
  const scaling = new ApplicationAutoScalingClient(configuration);

  const record = await ssm.send(new GetParameterCommand({ Name: `/laravel/${environment}/deployment` }));
  const deployment = JSON.parse(record.Parameter?.Value ?? '') as Deployment;
  const image = `${deployment.repository}@sha256:${'0'.repeat(64)}`;
  await ssm.send(new PutParameterCommand({ Name: deployment.imageParameter, Value: image, Overwrite: true }));

  for (const { taskFamily, container, service, tasks } of Object.values(deployment.services)) {
    const revision = await register(ecs, taskFamily, container, image);
    const { cluster } = deployment;
    await ecs.send(new UpdateServiceCommand({ cluster, service, taskDefinition: revision, desiredCount: tasks.min }));
    await scaling.send(
      new RegisterScalableTargetCommand({
        ServiceNamespace: 'ecs',
        ScalableDimension: 'ecs:service:DesiredCount',
        ResourceId: `service/${cluster}/${service}`,
        MinCapacity: tasks.min,
        SuspendedState: { ScheduledScalingSuspended: false },
      }),
    );
  }
  for (const { taskFamily, container } of Object.values(deployment.oneOffTasks)) {
    await register(ecs, taskFamily, container, image);
  }
}

/** Terraform's newest revision with another image, and all else as it is, its tags included. */
async function register(ecs: ECSClient, family: string, container: string, image: string): Promise<string> {
  const { taskDefinition, tags } = await ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: family, include: ['TAGS'] }),
  );
  const containerDefinitions = taskDefinition?.containerDefinitions?.map((each) =>
    each.name === container ? { ...each, image } : each,
  );
  const registered = await ecs.send(
    new RegisterTaskDefinitionCommand({ ...taskDefinition, family, containerDefinitions, tags }),
  );
  return registered.taskDefinition?.taskDefinitionArn ?? '';
}
