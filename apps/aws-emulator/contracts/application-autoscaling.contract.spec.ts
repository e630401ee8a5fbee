import {
  ApplicationAutoScalingClient,
  ListTagsForResourceCommand,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { type Connect, contract, given, unique } from './contract';

async function target(connect: Connect) {
  const ecs = connect(ECSClient);
  const cluster = unique('cluster');
  await ecs.send(new CreateClusterCommand({ clusterName: cluster }));
  const containerDefinitions = [{ name: 'web', image: 'x', memory: 64 }];
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({ family: unique('web'), containerDefinitions }),
  );
  await ecs.send(
    new CreateServiceCommand({
      cluster,
      serviceName: 'web',
      taskDefinition: given(taskDefinition).taskDefinitionArn,
      desiredCount: 1,
    }),
  );
  const scaling = connect(ApplicationAutoScalingClient);
  const resource = {
    ServiceNamespace: 'ecs',
    ScalableDimension: 'ecs:service:DesiredCount',
    ResourceId: `service/${cluster}/web`,
  } as const;
  const { ScalableTargetARN } = await scaling.send(
    new RegisterScalableTargetCommand({ ...resource, MinCapacity: 0, MaxCapacity: 2, Tags: { Project: 'laravel' } }),
  );
  const tags = async () =>
    (await scaling.send(new ListTagsForResourceCommand({ ResourceARN: ScalableTargetARN }))).Tags;
  return { scaling, resource, ResourceARN: ScalableTargetARN, tags };
}

describe('Application Auto Scaling', () => {
  contract('keeps the tags of a target', async (connect) => {
    const { tags } = await target(connect);
    expect(await tags()).toEqual({ Project: 'laravel' });
  });

  contract('changes the tags of a target', async (connect) => {
    const { scaling, ResourceARN, tags } = await target(connect);
    await scaling.send(new TagResourceCommand({ ResourceARN, Tags: { Environment: 'dev' } }));
    await scaling.send(new UntagResourceCommand({ ResourceARN, TagKeys: ['Project'] }));
    expect(await tags()).toEqual({ Environment: 'dev' });
  });

  contract('takes the alarms of a policy away when it gets other ones', async (connect) => {
    const { scaling, resource } = await target(connect);
    const put = (TargetValue: number) =>
      scaling.send(
        new PutScalingPolicyCommand({
          ...resource,
          PolicyName: 'cpu',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingScalingPolicyConfiguration: {
            TargetValue,
            PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
          },
        }),
      );
    await put(60);
    const { Alarms = [] } = await put(70);
    const AlarmNamePrefix = `TargetTracking-${resource.ResourceId}-`;
    const { MetricAlarms = [] } = await connect(CloudWatchClient).send(new DescribeAlarmsCommand({ AlarmNamePrefix }));
    const names = MetricAlarms.map(({ AlarmName }) => given(AlarmName));
    expect(names.sort()).toEqual(Alarms.map(({ AlarmName }) => given(AlarmName)).sort());
    expect(names).not.toEqual([]);
  });
});
