import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  type Service,
} from '@aws-sdk/client-ecs';
import { type Connect, eventually, given, unique } from './contract';

/** A new revision, by its ARN. */
export async function registerRevision(
  ecs: ECSClient,
  family: string,
  container: object = { memory: 64 },
  more: Partial<RegisterTaskDefinitionCommandInput> = {},
): Promise<string> {
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      networkMode: 'bridge',
      requiresCompatibilities: ['EC2'],
      containerDefinitions: [{ name: 'web', image: 'x', ...container }],
      ...more,
    }),
  );
  return given(given(taskDefinition).taskDefinitionArn);
}

/** A cluster of its own. */
export async function cluster(ecs: ECSClient): Promise<string> {
  const clusterName = unique('cluster');
  await ecs.send(new CreateClusterCommand({ clusterName }));
  return clusterName;
}

/** A service `web` with two tasks, in a cluster of its own. */
export async function service(connect: Connect, more: Partial<CreateServiceCommandInput> = {}, container?: object) {
  const ecs = connect(ECSClient);
  const name = await cluster(ecs);
  const family = unique('web');
  const { service: created } = await ecs.send(
    new CreateServiceCommand({
      cluster: name,
      serviceName: 'web',
      taskDefinition: await registerRevision(ecs, family, container),
      desiredCount: 2,
      ...more,
    }),
  );
  const described = async () =>
    given((await ecs.send(new DescribeServicesCommand({ cluster: name, services: ['web'] }))).services?.[0]);
  return { ecs, cluster: name, family, created: given(created), described };
}

/** Waits until a service has what it desires, by a deployment that is completed. */
export async function steady(described: () => Promise<Service>): Promise<void> {
  await eventually(async () => {
    const { deployments, events } = await described();
    expect(deployments).toMatchObject([{ rolloutState: 'COMPLETED' }]);
    expect(events?.[0]?.message).toMatch(/has reached a steady state\.$/);
  });
}
