import {
  CreateCapacityProviderCommand,
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { type Connect, contract, given, unique } from './contract';

async function registerRevision(ecs: ECSClient, family: string, container: object = { memory: 64 }): Promise<string> {
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      networkMode: 'bridge',
      requiresCompatibilities: ['EC2'],
      containerDefinitions: [{ name: 'web', image: 'x', ...container }],
    }),
  );
  return given(given(taskDefinition).taskDefinitionArn);
}

async function service(connect: Connect, more: Partial<CreateServiceCommandInput> = {}) {
  const ecs = connect(ECSClient);
  const cluster = unique('cluster');
  const family = unique('web');
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  await ecs.send(
    new CreateServiceCommand({
      cluster,
      serviceName: 'web',
      taskDefinition: await registerRevision(ecs, family),
      desiredCount: 2,
      ...more,
    }),
  );
  const described = async () =>
    given((await ecs.send(new DescribeServicesCommand({ cluster, services: ['web'] }))).services?.[0]);
  return { ecs, cluster, family, described };
}

describe('ECS', () => {
  contract('registers a task definition for EC2 with a soft memory limit alone', async (connect) => {
    expect(await registerRevision(connect(ECSClient), unique('web'), { memoryReservation: 64 })).toContain(
      ':task-definition/',
    );
  });

  contract('runs the tasks that a service desires', async (connect) => {
    const { described } = await service(connect);
    expect(await described()).toMatchObject({ desiredCount: 2, runningCount: 2, pendingCount: 0 });
    expect((await described()).deployments).toMatchObject([{ runningCount: 2, rolloutState: 'COMPLETED' }]);
  });

  contract('shows no network configuration of a service in bridge mode', async (connect) => {
    const { described } = await service(connect);
    expect(await described()).not.toHaveProperty('networkConfiguration');
  });

  contract('keeps what a service was made with', async (connect) => {
    const ecs = connect(ECSClient);
    const name = unique('provider');
    const autoScalingGroupArn = 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:0:autoScalingGroupName/x';
    await ecs.send(new CreateCapacityProviderCommand({ name, autoScalingGroupProvider: { autoScalingGroupArn } }));
    const made = {
      capacityProviderStrategy: [{ capacityProvider: name, weight: 1, base: 0 }],
      placementStrategy: [{ type: 'binpack', field: 'memory' }],
      healthCheckGracePeriodSeconds: 30,
      enableExecuteCommand: true,
      enableECSManagedTags: true,
    } as const;
    const { described } = await service(connect, {
      ...made,
      capacityProviderStrategy: [...made.capacityProviderStrategy],
      placementStrategy: [...made.placementStrategy],
    });
    expect(await described()).toMatchObject(made);
  });

  contract('keeps the parts of a deployment configuration that an update does not name', async (connect) => {
    const deploymentCircuitBreaker = { enable: true, rollback: true };
    const { ecs, cluster, described } = await service(connect, {
      deploymentConfiguration: { deploymentCircuitBreaker },
    });
    await ecs.send(
      new UpdateServiceCommand({ cluster, service: 'web', deploymentConfiguration: { maximumPercent: 150 } }),
    );
    expect((await described()).deploymentConfiguration).toMatchObject({
      deploymentCircuitBreaker,
      maximumPercent: 150,
      minimumHealthyPercent: 100,
    });
  });

  contract('names a new revision by its ARN, and shows its deployment', async (connect) => {
    const { ecs, cluster, family, described } = await service(connect);
    const before = (await described()).deployments?.[0]?.id;
    const arn = await registerRevision(ecs, family);
    await ecs.send(new UpdateServiceCommand({ cluster, service: 'web', taskDefinition: `${family}:2` }));
    const { taskDefinition, deployments } = await described();
    expect(taskDefinition).toBe(arn);
    expect(deployments).toMatchObject([{ taskDefinition: arn }]);
    expect(deployments?.[0]?.id).not.toBe(before);
  });

  contract('runs nothing of a service that is deleted', async (connect) => {
    const { ecs, cluster } = await service(connect);
    const { service: deleted } = await ecs.send(new DeleteServiceCommand({ cluster, service: 'web', force: true }));
    expect(deleted).toMatchObject({ desiredCount: 0, runningCount: 0 });
  });
});
