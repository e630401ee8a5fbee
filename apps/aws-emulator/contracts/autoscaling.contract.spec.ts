import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  DeleteAutoScalingGroupCommand,
  DeleteScheduledActionCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DescribeScheduledActionsCommand,
  DisableMetricsCollectionCommand,
  EnableMetricsCollectionCommand,
  PutScheduledUpdateGroupActionCommand,
  SetInstanceProtectionCommand,
  StartInstanceRefreshCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  CreateLaunchTemplateCommand,
  DescribeImagesCommand,
  DescribeInstancesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { type Connect, contract, given, unique } from './contract';

async function group(
  connect: Connect,
  more: Partial<CreateAutoScalingGroupCommandInput> = {},
  onDemandPercentage = 100,
) {
  const ec2 = connect(EC2Client);
  const { Images } = await ec2.send(new DescribeImagesCommand({}));
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: unique('template'),
      LaunchTemplateData: {
        ImageId: given(Images?.[0]?.ImageId),
        InstanceType: 't3.small',
        UserData: btoa('#!/bin/bash\n'),
      },
    }),
  );
  const scaling = connect(AutoScalingClient);
  const AutoScalingGroupName = unique('group');
  await scaling.send(
    new CreateAutoScalingGroupCommand({
      AutoScalingGroupName,
      AvailabilityZones: ['us-east-1a'],
      MinSize: 2,
      MaxSize: 4,
      MixedInstancesPolicy: {
        InstancesDistribution: { OnDemandBaseCapacity: 0, OnDemandPercentageAboveBaseCapacity: onDemandPercentage },
        LaunchTemplate: {
          LaunchTemplateSpecification: { LaunchTemplateId: given(LaunchTemplate).LaunchTemplateId, Version: '1' },
          Overrides: [{ InstanceType: 't3.small' }, { InstanceType: 't3a.small' }],
        },
      },
      ...more,
    }),
  );
  const described = async () => {
    const names = { AutoScalingGroupNames: [AutoScalingGroupName] };
    return given((await scaling.send(new DescribeAutoScalingGroupsCommand(names))).AutoScalingGroups?.[0]);
  };
  return { scaling, AutoScalingGroupName, described };
}

describe('Auto Scaling', () => {
  contract('keeps what a group was made with, and has a capacity reservation preference', async (connect) => {
    const made = { DefaultInstanceWarmup: 60, MaxInstanceLifetime: 86_400, CapacityRebalance: true };
    const { described } = await group(connect, made);
    expect(await described()).toMatchObject({
      ...made,
      CapacityReservationSpecification: { CapacityReservationPreference: 'default' },
    });
  });

  contract('changes what an update says', async (connect) => {
    const { scaling, AutoScalingGroupName, described } = await group(connect);
    await scaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, DefaultInstanceWarmup: 90 }));
    expect(await described()).toMatchObject({ DefaultInstanceWarmup: 90 });
  });

  contract('keeps the mixed instances policy through an update that does not name it', async (connect) => {
    const { scaling, AutoScalingGroupName, described } = await group(connect);
    await scaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MaxSize: 5 }));
    expect((await described()).MixedInstancesPolicy?.LaunchTemplate?.Overrides).toHaveLength(2);
  });

  contract('starts as many instances as are desired, however they are shared out', async (connect) => {
    const { described } = await group(connect, { MinSize: 1 }, 50);
    expect((await described()).Instances).toHaveLength(1);
  });

  contract('has scheduled actions of one name in several groups', async (connect) => {
    const [one, other] = [await group(connect), await group(connect)];
    const { scaling } = one;
    for (const { AutoScalingGroupName } of [one, other]) {
      await scaling.send(
        new PutScheduledUpdateGroupActionCommand({
          AutoScalingGroupName,
          ScheduledActionName: 'stop',
          Recurrence: '0 20 * * *',
          MinSize: 0,
        }),
      );
    }
    const actionsOf = async ({ AutoScalingGroupName }: typeof one) => {
      const words = { AutoScalingGroupName, ScheduledActionNames: ['stop'] };
      return (await scaling.send(new DescribeScheduledActionsCommand(words))).ScheduledUpdateGroupActions ?? [];
    };
    expect(await actionsOf(one)).toHaveLength(1);
    const { AutoScalingGroupName } = other;
    await scaling.send(new DeleteScheduledActionCommand({ AutoScalingGroupName, ScheduledActionName: 'stop' }));
    expect(await actionsOf(one)).toHaveLength(1);
    expect(await actionsOf(other)).toEqual([]);
  });

  contract('ends instances that are no longer protected in a group that shrinks', async (connect) => {
    const { scaling, AutoScalingGroupName, described } = await group(connect, {
      NewInstancesProtectedFromScaleIn: true,
    });
    const InstanceIds = (await described()).Instances?.map(({ InstanceId }) => given(InstanceId)) ?? [];
    await scaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName, MinSize: 0, DesiredCapacity: 0 }));
    await scaling.send(
      new SetInstanceProtectionCommand({ AutoScalingGroupName, InstanceIds, ProtectedFromScaleIn: false }),
    );
    expect((await described()).Instances ?? []).toEqual([]);
  });

  contract('ends protected instances of a group that is deleted by force', async (connect) => {
    const { scaling, AutoScalingGroupName, described } = await group(connect, {
      NewInstancesProtectedFromScaleIn: true,
    });
    const InstanceIds = given((await described()).Instances).map(({ InstanceId }) => given(InstanceId));
    await scaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName, ForceDelete: true }));
    const { Reservations } = await connect(EC2Client).send(new DescribeInstancesCommand({ InstanceIds }));
    const states = given(Reservations).flatMap(({ Instances }) => given(Instances).map(({ State }) => State?.Name));
    expect(states).toEqual(['terminated', 'terminated']);
  });

  contract('collects one metric more, and one less', async (connect) => {
    const { scaling, AutoScalingGroupName, described } = await group(connect);
    const enable = (metric: string) =>
      scaling.send(
        new EnableMetricsCollectionCommand({ AutoScalingGroupName, Granularity: '1Minute', Metrics: [metric] }),
      );
    await enable('GroupMinSize');
    await enable('GroupMaxSize');
    const metrics = async () => (await described()).EnabledMetrics?.map(({ Metric }) => Metric);
    expect(await metrics()).toEqual(['GroupMaxSize', 'GroupMinSize']);
    await scaling.send(new DisableMetricsCollectionCommand({ AutoScalingGroupName, Metrics: ['GroupMinSize'] }));
    expect(await metrics()).toEqual(['GroupMaxSize']);
  });

  contract('refreshes instances', async (connect) => {
    const { scaling, AutoScalingGroupName } = await group(connect);
    const { InstanceRefreshId } = await scaling.send(new StartInstanceRefreshCommand({ AutoScalingGroupName }));
    const { InstanceRefreshes } = await scaling.send(new DescribeInstanceRefreshesCommand({ AutoScalingGroupName }));
    expect(InstanceRefreshes).toMatchObject([{ InstanceRefreshId, Status: 'Successful' }]);
  });
});
