import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateTargetGroupCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CreateVpcCommand, DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeTasksCommand, ListTasksCommand, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { type Connect, contract, eventually, given, unique } from './contract';
import { registerRevision, service, steady } from './ecs-service';

const container = { memory: 64, portMappings: [{ containerPort: 8080, hostPort: 0 }] };

/** A target group that no load balancer forwards to yet. */
async function makeGroup(connect: Connect): Promise<string> {
  const { Vpc } = await connect(EC2Client).send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const group = await connect(ElasticLoadBalancingV2Client).send(
    new CreateTargetGroupCommand({
      Name: unique('t').slice(-32),
      Protocol: 'HTTP',
      Port: 80,
      TargetType: 'instance',
      VpcId: given(Vpc).VpcId,
    }),
  );
  return given(group.TargetGroups?.[0]?.TargetGroupArn);
}

/** Has a load balancer forward to a target group. */
async function forwardTo(connect: Connect, TargetGroupArn: string): Promise<void> {
  const balancing = connect(ElasticLoadBalancingV2Client);
  const { Subnets } = await connect(EC2Client).send(
    new DescribeSubnetsCommand({ Filters: [{ Name: 'default-for-az', Values: ['true'] }] }),
  );
  const balancer = await balancing.send(
    new CreateLoadBalancerCommand({
      Name: unique('b').slice(-32),
      Subnets: given(Subnets)
        .slice(0, 2)
        .map(({ SubnetId }) => given(SubnetId)),
    }),
  );
  await balancing.send(
    new CreateListenerCommand({
      LoadBalancerArn: balancer.LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
}

async function behindALoadBalancer(connect: Connect) {
  const balancing = connect(ElasticLoadBalancingV2Client);
  const TargetGroupArn = await makeGroup(connect);
  await forwardTo(connect, TargetGroupArn);
  const made = await service(
    connect,
    { loadBalancers: [{ targetGroupArn: TargetGroupArn, containerName: 'web', containerPort: 8080 }] },
    container,
  );
  const targets = async () =>
    given((await balancing.send(new DescribeTargetHealthCommand({ TargetGroupArn }))).TargetHealthDescriptions);
  return { ...made, TargetGroupArn, targets };
}

describe('A service', () => {
  const behind = (connect: Connect, targetGroupArn: string, more: object = {}) =>
    service(
      connect,
      { loadBalancers: [{ targetGroupArn, containerName: 'web', containerPort: 8080, ...more }] },
      container,
    );

  contract('is refused a target group that is not there', async (connect) => {
    const arn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/gone/0123456789abcdef';
    await expect(behind(connect, arn)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });

  contract('is refused a target group that no load balancer forwards to', async (connect) => {
    const arn = await makeGroup(connect);
    await expect(behind(connect, arn)).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `The target group with targetGroupArn ${arn} does not have an associated load balancer.`,
    });
    await forwardTo(connect, arn);
    await behind(connect, arn);
  });

  contract('is refused a container, and a port of it, that its revision does not have', async (connect) => {
    const arn = await makeGroup(connect);
    await forwardTo(connect, arn);
    await expect(behind(connect, arn, { containerName: 'router' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The container router does not exist in the task definition.',
    });
    await expect(behind(connect, arn, { containerPort: 80 })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The container web did not have a container port 80 defined.',
    });
    const { ecs, cluster, family } = await behind(connect, arn);
    const taskDefinition = await registerRevision(ecs, family);
    const update = ecs.send(new UpdateServiceCommand({ cluster, service: 'web', taskDefinition }));
    await expect(update).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('The targets of a service', () => {
  contract('are its tasks, each by a port of its instance', async (connect) => {
    const { ecs, cluster, described, targets, TargetGroupArn } = await behindALoadBalancer(connect);
    await steady(described);
    const { taskArns } = await ecs.send(new ListTasksCommand({ cluster, serviceName: 'web' }));
    const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster, tasks: taskArns }));
    const ports = given(tasks).map(({ containers }) => containers?.[0]?.networkBindings?.[0]?.hostPort);
    const registered = await targets();
    expect(registered.map(({ Target }) => Target?.Port).sort()).toEqual([...ports].sort());
    expect(registered.map(({ TargetHealth }) => TargetHealth?.State)).toEqual(['healthy', 'healthy']);
    expect((await described()).events?.map(({ message }) => message)).toContain(
      `(service web) registered 1 targets in (target-group ${TargetGroupArn})`,
    );
  });

  contract('stay those of the old tasks, where a deployment takes the load balancer away', async (connect) => {
    const { ecs, cluster, family, described, targets } = await behindALoadBalancer(connect);
    await steady(described);
    const before = (await described()).deployments?.[0]?.id;
    const taskDefinition = await registerRevision(ecs, family, { ...container, image: 'y' });
    await ecs.send(new UpdateServiceCommand({ cluster, service: 'web', taskDefinition, loadBalancers: [] }));
    expect(await targets()).toHaveLength(2);
    const { tasks } = await ecs.send(
      new DescribeTasksCommand({
        cluster,
        tasks: (await ecs.send(new ListTasksCommand({ cluster, startedBy: before }))).taskArns,
      }),
    );
    expect(tasks?.map(({ desiredStatus }) => desiredStatus)).toEqual(['RUNNING', 'RUNNING']);
    await steady(described);
    await eventually(async () => expect(await targets()).toEqual([]));
  });

  contract('drain before their tasks stop', async (connect) => {
    const { ecs, cluster, described, targets } = await behindALoadBalancer(connect);
    await steady(described);
    await ecs.send(new UpdateServiceCommand({ cluster, service: 'web', desiredCount: 1 }));
    await eventually(async () => {
      const states = (await targets()).map(({ TargetHealth }) => TargetHealth?.State);
      expect(states.sort()).toEqual(['draining', 'healthy']);
    });
    await eventually(async () => expect(await targets()).toHaveLength(1));
    expect((await described()).events?.map(({ message }) => message)).toContain(
      '(service web) has begun draining connections on 1 tasks.',
    );
  });
});
