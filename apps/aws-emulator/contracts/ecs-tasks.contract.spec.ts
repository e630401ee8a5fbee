import {
  CreateCapacityProviderCommand,
  DescribeTasksCommand,
  ECSClient,
  ExecuteCommandCommand,
  ListTasksCommand,
  PutClusterCapacityProvidersCommand,
  RunTaskCommand,
  type RunTaskCommandInput,
  StopTaskCommand,
} from '@aws-sdk/client-ecs';
import { CreateLogGroupCommand, CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { type Connect, contract, eventually, given, unique } from './contract';
import { cluster as newCluster, registerRevision } from './ecs-service';
import { playOnOverlay } from './servers';

async function run(connect: Connect, more: Partial<RunTaskCommandInput> = {}, container?: object) {
  const ecs = connect(ECSClient);
  const cluster = await newCluster(ecs);
  const family = unique('once');
  await registerRevision(ecs, family, container);
  const input = { cluster, taskDefinition: family, ...more };
  const [task] = given((await ecs.send(new RunTaskCommand(input))).tasks);
  const arn = given(given(task).taskArn);
  const described = async () => {
    const answer = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn], include: ['TAGS'] }));
    return given(answer.tasks?.[0]);
  };
  const until = (lastStatus: string) => eventually(async () => expect(await described()).toMatchObject({ lastStatus }));
  return { ecs, cluster, family, input, task: given(task), arn, id: given(arn.split('/')[2]), described, until };
}

const once = { memory: 64, command: ['php', 'artisan', 'migrate'] };

describe('ECS tasks', () => {
  afterEach(() => playOnOverlay({}));

  contract('are answered before they run, and end with their exit code', async (connect) => {
    const { task, described, until, family } = await run(connect, {
      startedBy: 'me',
      tags: [{ key: 'Project', value: 'laravel' }],
      enableExecuteCommand: true,
    });
    expect(task).toMatchObject({ lastStatus: 'PROVISIONING', desiredStatus: 'RUNNING' });
    await until('STOPPED');
    expect(await described()).toMatchObject({
      group: `family:${family}`,
      startedBy: 'me',
      desiredStatus: 'STOPPED',
      stopCode: 'EssentialContainerExited',
      stoppedReason: 'Essential container in task exited',
      startedAt: expect.any(Date),
      stoppedAt: expect.any(Date),
      containers: [{ name: 'web', lastStatus: 'STOPPED', exitCode: 0, healthStatus: 'UNKNOWN' }],
      tags: [{ key: 'Project', value: 'laravel' }],
    });
  });

  contract('run on Fargate, with an address of their own', async (connect) => {
    const ecs = connect(ECSClient);
    const family = unique('fargate');
    await registerRevision(
      ecs,
      family,
      {},
      {
        ...{ networkMode: 'awsvpc', requiresCompatibilities: ['FARGATE'], cpu: '256', memory: '512' },
      },
    );
    const cluster = await newCluster(ecs);
    const bare = new RunTaskCommand({ cluster, taskDefinition: family, launchType: 'FARGATE' });
    await expect(ecs.send(bare)).rejects.toMatchObject({ name: 'InvalidParameterException' });

    const { EC2Client, DescribeSubnetsCommand, DescribeNetworkInterfacesCommand } = await import('@aws-sdk/client-ec2');
    const ec2 = connect(EC2Client);
    const subnets = [given((await ec2.send(new DescribeSubnetsCommand({}))).Subnets?.[0]?.SubnetId)];
    const networkConfiguration = { awsvpcConfiguration: { subnets } };
    const { tasks } = await ecs.send(new RunTaskCommand({ ...bare.input, networkConfiguration }));
    const details = Object.fromEntries(
      given(tasks?.[0]?.attachments?.[0]?.details).map(({ name, value }) => [given(name), given(value)]),
    );
    expect(details).toMatchObject({
      subnetId: subnets[0],
      privateIPv4Address: expect.stringMatching(/^\d+(\.\d+){3}$/),
    });
    // The address goes with the task.
    await eventually(async () => {
      const Filters = [{ Name: 'network-interface-id', Values: [given(details['networkInterfaceId'])] }];
      const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters }));
      expect(NetworkInterfaces).toEqual([]);
    });
  });

  contract('run on a capacity provider of the cluster, and on no other', async (connect) => {
    const { ecs, cluster, family } = await run(connect);
    const name = unique('provider');
    const autoScalingGroupArn = 'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:0:autoScalingGroupName/x';
    const strategy = { capacityProviderStrategy: [{ capacityProvider: name, weight: 1 }] };
    const asked = new RunTaskCommand({ cluster, taskDefinition: family, ...strategy });
    await expect(ecs.send(asked)).rejects.toMatchObject({ name: 'InvalidParameterException' });
    await ecs.send(new CreateCapacityProviderCommand({ name, autoScalingGroupProvider: { autoScalingGroupArn } }));
    const providers = { capacityProviders: [name], defaultCapacityProviderStrategy: [] };
    await ecs.send(new PutClusterCapacityProvidersCommand({ cluster, ...providers }));
    const { tasks } = await ecs.send(new RunTaskCommand({ cluster, taskDefinition: family, ...strategy }));
    expect(tasks).toMatchObject([{ capacityProviderName: name, launchType: 'EC2' }]);
  });

  contract('run once, however often they are asked for with one client token', async (connect) => {
    const { ecs, input, arn } = await run(connect, { clientToken: unique('token') });
    const { tasks } = await ecs.send(new RunTaskCommand(input));
    expect(tasks?.map(({ taskArn }) => taskArn)).toEqual([arn]);
    const other = ecs.send(new RunTaskCommand({ ...input, count: 2 }));
    await expect(other).rejects.toMatchObject({ name: 'ConflictException' });
  });

  contract('say in their log what they were told to do', async (connect) => {
    const logs = connect(CloudWatchLogsClient);
    const logGroupName = unique('/ecs');
    await logs.send(new CreateLogGroupCommand({ logGroupName }));
    const options = { 'awslogs-group': logGroupName, 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'one' };
    const logConfiguration = { logDriver: 'awslogs', options };
    const { id } = await run(connect, {}, { ...once, logConfiguration });
    await eventually(async () => {
      const stream = { logGroupName, logStreamName: `one/web/${id}` };
      const { events } = await logs.send(new GetLogEventsCommand(stream));
      expect(events?.map(({ message }) => message)).toEqual(['INFO  Nothing to migrate.']);
    });
  });

  contract('are stopped by who asks for it', async (connect) => {
    // The task would end by itself within a tenth of a second.
    await playOnOverlay({ oneOffTasks: [{ seconds: 600 }] });
    const { ecs, cluster, arn, described, until } = await run(connect);
    await until('RUNNING');
    const { task } = await ecs.send(new StopTaskCommand({ cluster, task: arn, reason: 'enough' }));
    expect(task).toMatchObject({ desiredStatus: 'STOPPED', lastStatus: 'RUNNING' });
    await until('STOPPED');
    expect(await described()).toMatchObject({
      stopCode: 'UserInitiated',
      stoppedReason: 'enough',
      containers: [{ exitCode: 143 }],
    });
  });

  contract('are listed by what they are to do, by family and by who started them', async (connect) => {
    const { ecs, cluster, family, arn, until } = await run(connect, { startedBy: 'me' });
    const list = async (by: object) => (await ecs.send(new ListTasksCommand({ cluster, ...by }))).taskArns;
    expect(await list({ family })).toEqual([arn]);
    expect(await list({ startedBy: 'me' })).toEqual([arn]);
    expect(await list({ startedBy: 'you' })).toEqual([]);
    expect(await list({ serviceName: 'web' })).toEqual([]);
    await until('STOPPED');
    expect(await list({})).toEqual([]);
    expect(await list({ desiredStatus: 'STOPPED' })).toEqual([arn]);
  });

  contract('that nobody knows are failures, not errors', async (connect) => {
    const { ecs, cluster } = await run(connect);
    const arn = `arn:aws:ecs:us-east-1:123456789012:task/${cluster}/0123`;
    const { tasks, failures } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: [arn] }));
    expect({ tasks, failures }).toEqual({ tasks: [], failures: [{ arn, reason: 'MISSING' }] });
  });

  contract('open a session only while they run, and only where that is enabled', async (connect) => {
    const execute = (cluster: string, task: string) =>
      new ExecuteCommandCommand({ cluster, task, command: 'sh', interactive: true });
    const closed = await run(connect);
    await closed.until('RUNNING');
    await expect(closed.ecs.send(execute(closed.cluster, closed.arn))).rejects.toMatchObject({
      name: 'InvalidParameterException',
    });
    const { ecs, cluster, arn, until } = await run(connect, { enableExecuteCommand: true });
    await expect(ecs.send(execute(cluster, arn))).rejects.toMatchObject({ name: 'TargetNotConnectedException' });
    await until('RUNNING');
    const { session, containerName } = await ecs.send(execute(cluster, arn));
    expect(containerName).toBe('web');
    expect(session).toEqual({
      sessionId: expect.stringMatching(/^ecs-execute-command-/),
      streamUrl: expect.stringMatching(/^wss:\/\/127\.0\.0\.1:/),
      tokenValue: expect.any(String),
    });
  });
});
