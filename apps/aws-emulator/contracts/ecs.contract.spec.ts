import {
  CreateCapacityProviderCommand,
  CreateServiceCommand,
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  PutClusterCapacityProvidersCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { contract, eventually, unique } from './contract';
import { cluster as newCluster, registerRevision, service, steady } from './ecs-service';

describe('ECS', () => {
  contract('runs the tasks that a service desires, and says when it has reached that', async (connect) => {
    const { created, described } = await service(connect);
    expect(created).toMatchObject({
      runningCount: 0,
      deployments: [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS', desiredCount: 2, failedTasks: 0 }],
    });
    await steady(described);
    const { events, deployments, desiredCount, runningCount, pendingCount } = await described();
    expect({ desiredCount, runningCount, pendingCount }).toEqual({ desiredCount: 2, runningCount: 2, pendingCount: 0 });
    expect(deployments).toMatchObject([{ id: expect.stringMatching(/^ecs-svc\/\d{19}$/), runningCount: 2 }]);
    expect(events?.map(({ message }) => message)).toEqual([
      '(service web) has reached a steady state.',
      `(service web) (deployment ${deployments?.[0]?.id}) deployment completed.`,
      expect.stringMatching(/^\(service web\) has started 2 tasks: \(task \w{32}\) \(task \w{32}\)\.$/),
    ]);
  });

  contract('shows the tasks of a service as those of its deployment', async (connect) => {
    const { ecs, cluster, described } = await service(connect);
    await steady(described);
    const { taskArns } = await ecs.send(new ListTasksCommand({ cluster, serviceName: 'web' }));
    expect(taskArns).toHaveLength(2);
    const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    const startedBy = (await described()).deployments?.[0]?.id;
    for (const task of tasks ?? []) {
      expect(task).toMatchObject({
        group: 'service:web',
        startedBy,
        lastStatus: 'RUNNING',
        startedAt: expect.any(Date),
      });
    }
  });

  contract('shows no network configuration of a service in bridge mode', async (connect) => {
    const { described } = await service(connect);
    expect(await described()).not.toHaveProperty('networkConfiguration');
  });

  contract('places the tasks of a service by the share that comes first of its strategy', async (connect) => {
    const ecs = connect(ECSClient);
    const name = await newCluster(ecs);
    const [spot, group] = [unique('spot'), unique('group')];
    for (const provider of [spot, group]) {
      // Without such a group, its tasks run all the same.
      const autoScalingGroupArn = `arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:0:autoScalingGroupName/${provider}`;
      const make = { name: provider, autoScalingGroupProvider: { autoScalingGroupArn } };
      await ecs.send(new CreateCapacityProviderCommand(make));
    }
    const capacityProviders = { capacityProviders: [spot, group], defaultCapacityProviderStrategy: [] };
    await ecs.send(new PutClusterCapacityProvidersCommand({ cluster: name, ...capacityProviders }));
    await ecs.send(
      new CreateServiceCommand({
        cluster: name,
        serviceName: 'web',
        taskDefinition: await registerRevision(ecs, unique('web')),
        desiredCount: 1,
        capacityProviderStrategy: [
          { capacityProvider: spot, weight: 3 },
          { capacityProvider: group, weight: 1, base: 1 },
        ],
      }),
    );
    await eventually(async () => {
      const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: name, serviceName: 'web' }));
      const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster: name, tasks: taskArns }));
      expect(tasks).toMatchObject([{ launchType: 'EC2', capacityProviderName: group }]);
    });
  });

  contract('says why it cannot place a task, and not that it has started it', async (connect) => {
    const { described } = await service(connect, {
      capacityProviderStrategy: [{ capacityProvider: 'not-of-the-cluster', weight: 1 }],
    });
    await eventually(async () => {
      const messages = (await described()).events?.map(({ message }) => message) ?? [];
      expect(messages).toContainEqual(expect.stringContaining('was unable to place a task. Reason: '));
      expect(messages).not.toContainEqual(expect.stringContaining('has started'));
    });
  });

  contract('keeps what a service was made with', async (connect) => {
    const { ecs } = await service(connect);
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

  contract('deploys a new revision, which it names by its ARN, beside the old one', async (connect) => {
    const { ecs, cluster, family, described } = await service(connect);
    await steady(described);
    const before = (await described()).deployments?.[0]?.id;
    const arn = await registerRevision(ecs, family);
    const updated = await ecs.send(
      new UpdateServiceCommand({ cluster, service: 'web', taskDefinition: `${family}:2` }),
    );
    expect(updated.service).toMatchObject({
      taskDefinition: arn,
      deployments: [
        { status: 'PRIMARY', rolloutState: 'IN_PROGRESS', taskDefinition: arn },
        { status: 'ACTIVE', rolloutState: 'COMPLETED', id: before },
      ],
    });
    await steady(described);
    expect((await described()).deployments).toMatchObject([{ taskDefinition: arn, runningCount: 2 }]);
  });

  contract('is refused a revision that is not active any more, at creation and later', async (connect) => {
    const { ecs, cluster, family } = await service(connect);
    const taskDefinition = await registerRevision(ecs, family);
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
    const refusal = { name: 'ClientException', message: 'TaskDefinition is inactive' };
    const update = ecs.send(new UpdateServiceCommand({ cluster, service: 'web', taskDefinition }));
    await expect(update).rejects.toMatchObject(refusal);
    const create = ecs.send(new CreateServiceCommand({ cluster, serviceName: 'other', taskDefinition }));
    await expect(create).rejects.toMatchObject(refusal);
  });

  contract('deploys the same revision again when it is forced to', async (connect) => {
    const { ecs, cluster, described } = await service(connect);
    await steady(described);
    const before = (await described()).deployments?.[0]?.id;
    const update = new UpdateServiceCommand({ cluster, service: 'web', forceNewDeployment: true });
    const { service: updated } = await ecs.send(update);
    expect(updated?.deployments?.map(({ status }) => status)).toEqual(['PRIMARY', 'ACTIVE']);
    expect(updated?.deployments?.[1]?.id).toBe(before);
  });

  contract('makes no deployment of a change of the desired count', async (connect) => {
    const { ecs, cluster, described } = await service(connect);
    await steady(described);
    const before = (await described()).deployments?.[0]?.id;
    await ecs.send(new UpdateServiceCommand({ cluster, service: 'web', desiredCount: 1 }));
    await eventually(async () => {
      const { deployments, runningCount, events } = await described();
      expect(runningCount).toBe(1);
      expect(deployments).toMatchObject([{ id: before, desiredCount: 1, rolloutState: 'COMPLETED' }]);
      expect(events?.[0]?.message).toBe('(service web) has reached a steady state.');
    });
  });

  contract('lets go of a service that is deleted once its tasks have stopped', async (connect) => {
    const { ecs, cluster, described } = await service(connect);
    await steady(described);
    const { service: deleted } = await ecs.send(new DeleteServiceCommand({ cluster, service: 'web', force: true }));
    expect(deleted).toMatchObject({ desiredCount: 0, status: 'DRAINING' });
    await eventually(async () => expect(await described()).toMatchObject({ status: 'INACTIVE', runningCount: 0 }));
  });

  contract('refuses to change a service that is gone', async (connect) => {
    const { ecs, cluster } = await service(connect, { desiredCount: 0 });
    await ecs.send(new DeleteServiceCommand({ cluster, service: 'web', force: true }));
    const update = ecs.send(new UpdateServiceCommand({ cluster, service: 'web', desiredCount: 1 }));
    await expect(update).rejects.toMatchObject({ name: 'ServiceNotActiveException' });
  });
});
