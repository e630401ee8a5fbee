import {
  DeleteTaskDefinitionsCommand,
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  type RegisterTaskDefinitionCommandInput,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { contract, eventually, given, unique } from './contract';
import { registerRevision, service, steady } from './ecs-service';

/** All that the task definitions of this repository use, and what others do. */
const everything: RegisterTaskDefinitionCommandInput = {
  family: '',
  networkMode: 'bridge',
  requiresCompatibilities: ['EC2'],
  runtimePlatform: { operatingSystemFamily: 'LINUX', cpuArchitecture: 'ARM64' },
  taskRoleArn: 'arn:aws:iam::123456789012:role/task',
  executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
  ephemeralStorage: { sizeInGiB: 30 },
  enableFaultInjection: true,
  placementConstraints: [{ type: 'memberOf', expression: 'attribute:ecs.instance-type =~ t3.*' }],
  volumes: [{ name: 'web-tmp' }, { name: 'web-var-lib-amazon' }],
  tags: [{ key: 'Project', value: 'laravel' }],
  containerDefinitions: [
    {
      name: 'web',
      image: 'x@sha256:0',
      essential: true,
      command: ['php', 'artisan', 'octane:start'],
      cpu: 256,
      memoryReservation: 128,
      user: '1000:1000',
      readonlyRootFilesystem: true,
      mountPoints: [{ sourceVolume: 'web-tmp', containerPath: '/tmp', readOnly: false }],
      linuxParameters: { initProcessEnabled: true },
      ulimits: [{ name: 'nofile', softLimit: 65_536, hardLimit: 65_536 }],
      stopTimeout: 30,
      portMappings: [{ containerPort: 8080, hostPort: 0, protocol: 'tcp' }],
      environment: [{ name: 'APP_ENV', value: 'dev' }],
      secrets: [{ name: 'APP_KEY', valueFrom: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:x:APP_KEY::' }],
      healthCheck: { command: ['CMD', 'true'], interval: 30, timeout: 5, retries: 3, startPeriod: 10 },
      dependsOn: [{ containerName: 'router', condition: 'START' }],
      logConfiguration: { logDriver: 'awsfirelens', options: { Name: 'x' } },
    },
    {
      name: 'router',
      image: 'y',
      essential: false,
      memoryReservation: 32,
      firelensConfiguration: { type: 'fluentbit', options: { 'enable-ecs-log-metadata': 'true' } },
      logConfiguration: { logDriver: 'awslogs', options: { 'awslogs-group': '/x', mode: 'non-blocking' } },
    },
  ],
};

describe('ECS task definitions', () => {
  contract('can have a soft memory limit alone on EC2', async (connect) => {
    expect(await registerRevision(connect(ECSClient), unique('web'), { memoryReservation: 64 })).toContain(
      ':task-definition/',
    );
  });

  contract('stay as they are when they are read and registered again', async (connect) => {
    const ecs = connect(ECSClient);
    const family = unique('web');
    const described = async () =>
      ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family, include: ['TAGS'] }));
    const first = await ecs.send(new RegisterTaskDefinitionCommand({ ...everything, family }));
    expect(first.tags).toEqual(everything.tags);

    const before = await described();
    const { tags, ...definition } = everything;
    expect(before.tags).toEqual(tags);
    expect(before.taskDefinition).toMatchObject({ ...definition, family });
    await ecs.send(new RegisterTaskDefinitionCommand({ ...before.taskDefinition, family, tags: before.tags } as never));
    const after = await described();
    expect(after.tags).toEqual(before.tags);
    expect({ ...after.taskDefinition, registeredAt: 0 }).toEqual({
      ...before.taskDefinition,
      registeredAt: 0,
      revision: 2,
      taskDefinitionArn: given(before.taskDefinition?.taskDefinitionArn).replace(/1$/, '2'),
    });
  });

  contract('that are deleted stay known, and what runs them goes on', async (connect) => {
    const { ecs, cluster, family, described } = await service(connect);
    await steady(described);
    const taskDefinition = given((await described()).taskDefinition);
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition }));
    await ecs.send(new DeleteTaskDefinitionsCommand({ taskDefinitions: [taskDefinition] }));
    const { taskDefinition: deleted } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    expect(deleted).toMatchObject({ taskDefinitionArn: taskDefinition, status: 'DELETE_IN_PROGRESS' });
    // A number is not given twice.
    expect(await registerRevision(ecs, family)).toBe(taskDefinition.replace(/1$/, '2'));
    await ecs.send(new UpdateServiceCommand({ cluster, service: 'web', desiredCount: 3 }));
    await eventually(async () => expect(await described()).toMatchObject({ runningCount: 3 }));
  });

  contract('without a revision are the newest active one', async (connect) => {
    const ecs = connect(ECSClient);
    const family = unique('web');
    const first = await registerRevision(ecs, family);
    await ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: await registerRevision(ecs, family) }));
    const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family }));
    expect(taskDefinition?.taskDefinitionArn).toBe(first);
  });
});
