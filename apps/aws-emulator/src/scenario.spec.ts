import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient, CreateLogGroupCommand, FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  type ContainerDefinition,
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateVolumeCommand,
  CreateVpcCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client, DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListHostedZonesCommand, Route53Client } from '@aws-sdk/client-route-53';
import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type Emulator, isAlive, playScenario, remainingScenario, startEmulator, stopEmulator } from './index';

const SPEED = 10;

let directory: string;
let emulator: Emulator;
let ecs: ECSClient;

const configuration = (maxAttempts = 1) => ({
  endpoint: emulator.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'spec', secretAccessKey: 'spec' },
  maxAttempts,
});

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'scenario-'));
  emulator = await startEmulator({ directory });
  ecs = new ECSClient(configuration());
  await ecs.send(new CreateClusterCommand({ clusterName: 'main' }));
  await new CloudWatchLogsClient(configuration()).send(new CreateLogGroupCommand({ logGroupName: '/log' }));
});

afterAll(async () => {
  await stopEmulator(directory);
  rmSync(directory, { recursive: true });
});

afterEach(() => playScenario(emulator, {}));

async function register(family: string, container: Partial<ContainerDefinition> = {}): Promise<string> {
  const options = { 'awslogs-group': '/log', 'awslogs-region': 'us-east-1', 'awslogs-stream-prefix': 'app' };
  const logConfiguration = { logDriver: 'awslogs', options } as const;
  const { taskDefinition } = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family,
      containerDefinitions: [{ name: 'app', image: 'x', memory: 64, logConfiguration, ...container }],
    }),
  );
  return taskDefinition?.taskDefinitionArn ?? '';
}

async function create(serviceName: string, more: Partial<CreateServiceCommandInput> = {}) {
  await ecs.send(
    new CreateServiceCommand({
      cluster: 'main',
      serviceName,
      taskDefinition: await register(serviceName),
      desiredCount: 1,
      deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: true } },
      ...more,
    }),
  );
}

const update = async (service: string, container: Partial<ContainerDefinition> = {}) =>
  ecs.send(new UpdateServiceCommand({ cluster: 'main', service, taskDefinition: await register(service, container) }));

async function described(name: string) {
  const { services } = await ecs.send(new DescribeServicesCommand({ cluster: 'main', services: [name] }));
  return services?.[0];
}

async function newestDeployment(service: string) {
  const { serviceDeployments } = await ecs.send(new ListServiceDeploymentsCommand({ cluster: 'main', service }));
  const serviceDeploymentArns = [serviceDeployments?.[0]?.serviceDeploymentArn ?? ''];
  const answer = await ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }));
  return answer.serviceDeployments?.[0];
}

/** Follows the status of a service's newest deployment until it is that. */
async function follow(service: string, last: string): Promise<string[]> {
  const seen: string[] = [];
  const deadline = Date.now() + 20_000;
  while (seen.at(-1) !== last) {
    const status = (await newestDeployment(service))?.status ?? 'none';
    if (seen.at(-1) !== status) {
      seen.push(status);
    }
    if (Date.now() > deadline) {
      throw new Error(`${service} was ${seen.join(', then ')}, and never ${last}`);
    }
    await new Promise((next) => setTimeout(next, 20));
  }
  return seen;
}

const messagesOf = async (service: string) => (await described(service))?.events?.map(({ message }) => message) ?? [];

describe('Deployments', () => {
  test('go by the scenario one after the other, and well when it is used up', async () => {
    await playScenario(emulator, { speed: SPEED, deployments: [{ outcome: 'healthy' }, { outcome: 'crash' }] });
    await create('order');
    await follow('order', 'SUCCESSFUL');
    await update('order');
    await follow('order', 'ROLLBACK_SUCCESSFUL');
    expect((await remainingScenario(emulator)).deployments).toEqual([]);
    await update('order');
    await follow('order', 'SUCCESSFUL');
  });

  test('whose tasks crash are rolled back to the last that was completed', async () => {
    await playScenario(emulator, { speed: SPEED });
    await create('crashing');
    await follow('crashing', 'SUCCESSFUL');
    await playScenario(emulator, {
      speed: SPEED,
      deployments: [{ service: 'crashing', outcome: 'crash', exitCode: 3, logs: ['PHP Fatal error'] }],
    });
    await update('crashing');
    const failed = (await described('crashing'))?.deployments?.[0]?.id;
    expect(await follow('crashing', 'ROLLBACK_SUCCESSFUL')).toContain('ROLLBACK_IN_PROGRESS');

    const { taskDefinition, deployments } = (await described('crashing')) ?? {};
    expect(taskDefinition).toMatch(/:1$/);
    expect(deployments).toMatchObject([{ taskDefinition, rolloutState: 'COMPLETED', runningCount: 1 }]);
    expect(await newestDeployment('crashing')).toMatchObject({
      statusReason: 'ECS deployment circuit breaker: tasks failed to start.',
      deploymentCircuitBreaker: { status: 'TRIGGERED', failureCount: 3, threshold: 3 },
    });
    const messages = await messagesOf('crashing');
    expect(messages.slice(0, 2)).toEqual([
      '(service crashing) has reached a steady state.',
      `(service crashing) (deployment ${deployments?.[0]?.id}) deployment completed.`,
    ]);
    expect(messages).toContain(`(service crashing) (deployment ${failed}) deployment failed: tasks failed to start.`);
    expect(messages).toContain(`(service crashing) rolling back to deployment ${deployments?.[0]?.id}.`);
    expect(deployments?.[0]?.rolloutStateReason).toBe(
      `ECS deployment circuit breaker: rolling back to deploymentId ${deployments?.[0]?.id}.`,
    );

    const { taskArns } = await ecs.send(
      new ListTasksCommand({ cluster: 'main', startedBy: failed, desiredStatus: 'STOPPED' }),
    );
    const { tasks } = await ecs.send(new DescribeTasksCommand({ cluster: 'main', tasks: taskArns }));
    expect(tasks).toHaveLength(3);
    expect(tasks?.[0]).toMatchObject({ stopCode: 'EssentialContainerExited', containers: [{ exitCode: 3 }] });
    const { events } = await new CloudWatchLogsClient(configuration()).send(
      new FilterLogEventsCommand({ logGroupName: '/log', filterPattern: 'Fatal' }),
    );
    expect(events?.map(({ message }) => message)).toContain('PHP Fatal error');
  });

  test('whose tasks are unhealthy are rolled back too', async () => {
    await playScenario(emulator, { speed: SPEED });
    await create('ill');
    await follow('ill', 'SUCCESSFUL');
    await playScenario(emulator, { speed: SPEED, deployments: [{ outcome: 'unhealthy', seconds: 2 }] });
    await update('ill', { healthCheck: { command: ['CMD', 'true'] } });
    await follow('ill', 'ROLLBACK_SUCCESSFUL');
    expect(await messagesOf('ill')).toContainEqual(expect.stringContaining('failed container health checks.'));
  });

  test('whose tasks are unhealthy go well where nothing checks them', async () => {
    await playScenario(emulator, { speed: SPEED, deployments: [{ outcome: 'unhealthy' }] });
    await create('unchecked');
    await follow('unchecked', 'SUCCESSFUL');
  });

  test('whose tasks cannot start are rolled back, and their containers say why', async () => {
    await playScenario(emulator, { speed: SPEED });
    await create('no-image');
    await follow('no-image', 'SUCCESSFUL');
    const reason = 'CannotPullContainerError: pull access denied';
    await playScenario(emulator, { speed: SPEED, deployments: [{ outcome: 'cannot-start', reason }] });
    await update('no-image');
    const failed = (await described('no-image'))?.deployments?.[0]?.id;
    await follow('no-image', 'ROLLBACK_SUCCESSFUL');
    const { taskArns } = await ecs.send(
      new ListTasksCommand({ cluster: 'main', startedBy: failed, desiredStatus: 'STOPPED' }),
    );
    const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ cluster: 'main', tasks: taskArns }));
    expect(tasks).toHaveLength(3);
    for (const { containers, startedAt, ...task } of tasks) {
      expect(task).toMatchObject({ stopCode: 'TaskFailedToStart', stoppedReason: reason });
      expect(startedAt).toBeUndefined();
      expect(containers).toMatchObject([{ lastStatus: 'STOPPED', reason }]);
      expect(containers?.[0]).not.toHaveProperty('exitCode');
    }
  });

  test('that fail with none before them to go back to stay as they are', async () => {
    await playScenario(emulator, { speed: SPEED, deployments: [{ outcome: 'crash' }] });
    await create('first');
    await follow('first', 'ROLLBACK_FAILED');
    const { deployments } = (await described('first')) ?? {};
    expect(deployments).toMatchObject([
      {
        status: 'PRIMARY',
        rolloutState: 'FAILED',
        rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
        failedTasks: 3,
      },
    ]);
  });

  test('go on where they were when what plays them is started anew', async () => {
    await playScenario(emulator, { speed: 1 });
    await create('going-on', { desiredCount: 2 });
    process.kill(emulator.schedulerPid, 'SIGKILL');
    const before = await described('going-on');
    while (isAlive(emulator.schedulerPid)) {
      await new Promise((next) => setTimeout(next, 20));
    }
    emulator = await startEmulator({ directory });
    await follow('going-on', 'SUCCESSFUL');
    expect((await described('going-on'))?.deployments?.[0]?.id).toBe(before?.deployments?.[0]?.id);
  });
});

describe('Tasks that run once', () => {
  const run = async (taskDefinition: string) => {
    const { tasks } = await ecs.send(new RunTaskCommand({ cluster: 'main', taskDefinition }));
    const arn = tasks?.[0]?.taskArn ?? '';
    const look = async () => (await ecs.send(new DescribeTasksCommand({ cluster: 'main', tasks: [arn] }))).tasks?.[0];
    while ((await look())?.lastStatus !== 'STOPPED') {
      await new Promise((next) => setTimeout(next, 50));
    }
    return { arn, ...(await look()) };
  };

  test('can fail to start', async () => {
    await register('stillborn');
    await playScenario(emulator, { speed: SPEED, oneOffTasks: [{ outcome: 'cannot-start' }] });
    const { stopCode, stoppedReason, containers } = await run('stillborn');
    expect({ stopCode, stoppedReason }).toEqual({
      stopCode: 'TaskFailedToStart',
      stoppedReason: expect.stringMatching(/^CannotPullContainerError: /),
    });
    expect(containers).toMatchObject([{ reason: stoppedReason }]);
  });

  test('end as the scenario says, and say what it says', async () => {
    await register('once');
    await playScenario(emulator, {
      speed: SPEED,
      oneOffTasks: [{ family: 'once', exitCode: 7, seconds: 2, logs: ['SQLSTATE[42S01]', 'Table already exists'] }],
    });
    const { arn, containers } = await run('once');
    expect(containers).toMatchObject([{ exitCode: 7 }]);
    const { events } = await new CloudWatchLogsClient(configuration()).send(
      new FilterLogEventsCommand({ logGroupName: '/log', logStreamNames: [`app/app/${arn.split('/')[2]}`] }),
    );
    expect(events?.map(({ message }) => message)).toEqual(['SQLSTATE[42S01]', 'Table already exists']);
  });
});

describe('Calls', () => {
  const vpcs = async () => (await new EC2Client(configuration()).send(new DescribeVpcsCommand({}))).Vpcs?.length;

  test.each([
    [
      'the JSON protocol',
      () => new SSMClient(configuration()).send(new PutParameterCommand({ Name: 'x', Value: 'x' })),
    ],
    ['the query protocol', () => new STSClient(configuration()).send(new GetCallerIdentityCommand({}))],
    [
      'another query protocol',
      () => new ElasticLoadBalancingV2Client(configuration()).send(new DescribeLoadBalancersCommand({})),
    ],
    ['the protocol of EC2', () => new EC2Client(configuration()).send(new DescribeVpcsCommand({}))],
    ['the REST protocol', () => new Route53Client(configuration()).send(new ListHostedZonesCommand({}))],
  ])('are throttled, and go wrong with an error, in the words of %s', async (_, call) => {
    await playScenario(emulator, {
      faults: [
        { action: '*', kind: 'throttle' },
        { action: '*', kind: 'error', code: 'AccessDenied', message: 'not you', status: 403 },
      ],
    });
    await expect(call()).rejects.toMatchObject({ name: 'ThrottlingException', $metadata: { httpStatusCode: 400 } });
    await expect(call()).rejects.toMatchObject({
      name: expect.stringMatching(/^AccessDenied/),
      message: 'not you',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test('go wrong by their names, after so many and for so many', async () => {
    const fault = { action: 'ListHostedZones', after: 1, times: 2, kind: 'throttle' } as const;
    await playScenario(emulator, { faults: [fault] });
    const call = () => new Route53Client(configuration()).send(new ListHostedZonesCommand({}));
    await vpcs();
    const outcomes = [];
    for (let count = 0; count < 4; count += 1) {
      outcomes.push(
        await call().then(
          () => 'well',
          ({ name }: Error) => name,
        ),
      );
    }
    expect(outcomes).toEqual(['well', 'ThrottlingException', 'ThrottlingException', 'well']);
    expect((await remainingScenario(emulator)).faults).toEqual([]);
  });

  const again = () => configuration(2);
  const lost = (action: string, carriedOut = true) =>
    playScenario(emulator, { faults: [{ action, kind: 'drop', carriedOut }] });

  test('that were not carried out are carried out by a client that tries again', async () => {
    const before = (await vpcs()) ?? 0;
    await lost('CreateVpc', false);
    await new EC2Client(again()).send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    expect(await vpcs()).toBe(before + 1);
  });

  test('that lost their answer are known again by their client token', async () => {
    await register('token');
    await lost('RunTask');
    const answer = await new ECSClient(again()).send(new RunTaskCommand({ cluster: 'main', taskDefinition: 'token' }));
    const { taskArns } = await ecs.send(new ListTasksCommand({ cluster: 'main', family: 'token' }));
    expect(taskArns).toEqual(answer.tasks?.map(({ taskArn }) => taskArn));

    await lost('CreateVolume');
    const ec2 = new EC2Client(again());
    const { VolumeId } = await ec2.send(new CreateVolumeCommand({ AvailabilityZone: 'us-east-1a', Size: 1 }));
    const { Volumes } = await ec2.send(new DescribeVolumesCommand({}));
    expect(Volumes?.map((volume) => volume.VolumeId)).toEqual([VolumeId]);
  });

  test('that lost their answer are carried out twice where they bear no token, as by AWS', async () => {
    const before = (await vpcs()) ?? 0;
    await lost('CreateVpc');
    await new EC2Client(again()).send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
    expect(await vpcs()).toBe(before + 2);

    const put = () =>
      new SSMClient(again()).send(new PutParameterCommand({ Name: 'twice', Value: 'x', Overwrite: true }));
    const { Version = 0 } = await put();
    await lost('PutParameter');
    expect((await put()).Version).toBe(Version + 2);
  });

  test.each([
    [true, 1],
    [false, 0],
  ])(
    'whose connection is closed fail for a client that does not try again (carried out: %s)',
    async (carriedOut, made) => {
      const before = (await vpcs()) ?? 0;
      await playScenario(emulator, { faults: [{ action: 'CreateVpc', kind: 'drop', carriedOut }] });
      const call = new EC2Client(configuration()).send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
      await expect(call).rejects.toThrow();
      expect(await vpcs()).toBe(before + made);
    },
  );

  test('whose connection is closed leave nothing behind that is taken for another', async () => {
    await playScenario(emulator, { faults: [{ action: 'GetParameters', kind: 'drop' }] });
    await new SSMClient(configuration(2)).send(new GetParametersCommand({ Names: ['/shop'] }));
    const log = readFileSync(emulator.logFile, 'utf8');
    expect(log).toContain('--- ssm.GetParameters is left without an answer (drop)');
    expect(log).not.toContain('Bad request syntax');
  });

  test('get no answer as long as the fault lasts, which may be until the next scenario', async () => {
    const begun = Date.now();
    await playScenario(emulator, { faults: [{ action: 'DescribeVpcs', kind: 'timeout', seconds: 0.3 }] });
    await expect(vpcs()).rejects.toThrow();
    expect(Date.now() - begun).toBeGreaterThanOrEqual(290);

    await playScenario(emulator, { faults: [{ action: 'DescribeVpcs', kind: 'timeout', seconds: 1.2 }] });
    await new Promise((next) => setTimeout(next, 700));
    const late = Date.now();
    await expect(vpcs()).rejects.toThrow();
    expect(Date.now() - late).toBeLessThan(1000);

    await playScenario(emulator, { faults: [{ action: 'DescribeVpcs', kind: 'timeout' }] });
    const waiting = expect(vpcs()).rejects.toThrow();
    await new Promise((next) => setTimeout(next, 100));
    await playScenario(emulator, {});
    await waiting;
    expect(await vpcs()).toBeGreaterThan(0);
  });

  test('of the emulator itself never go wrong', async () => {
    await playScenario(emulator, { faults: [{ action: '*', kind: 'drop', seconds: 60 }] });
    expect(await remainingScenario(emulator)).toMatchObject({ faults: [{ action: '*' }] });
  });
});

describe('A scenario', () => {
  test.each([
    [
      { deployments: [{ outcome: 'helthy' }] },
      'deployments[0].outcome must be one of healthy, unhealthy, crash, cannot-start, got "helthy"',
    ],
    [{ deployments: [{}] }, 'deployments[0].outcome must be one of healthy, unhealthy, crash, cannot-start, got null'],
    [{ deployments: {} }, 'deployments must be a list, got {}'],
    [{ oneOffTasks: [{ exitCode: 256 }] }, 'oneOffTasks[0].exitCode must be a whole number from 0 to 255, got 256'],
    [{ oneOffTasks: [{ logs: ['x', 1] }] }, 'oneOffTasks[0].logs[1] must be a text, got 1'],
    [{ faults: [{}] }, 'faults[0].action must be a text, got null'],
    [
      { faults: [{ action: '*', kind: 'drop', seconds: -1 }] },
      'faults[0].seconds must be a number of seconds, 0 or more, got -1',
    ],
    [{ faults: [{ action: '*', kind: 'error', code: 'X' }] }, 'faults[0].message must be a text, got null'],
    [
      { faults: [{ action: '*', kind: 'throttle', time: 2 }] },
      'faults[0].time is not known: it may be one of action, kind, times',
    ],
    [{ speed: 0 }, 'speed must be a number from 0.01 to 1000, got 0'],
    [[], 'the scenario must be an object, got []'],
  ])('that says %j is refused, with what it may say, and the one before goes on', async (words, why) => {
    const left = { speed: 2, faults: [{ action: 'Nothing', kind: 'throttle', times: 3 }] } as const;
    await playScenario(emulator, left);
    await expect(playScenario(emulator, words as never)).rejects.toThrow(`the scenario can't be played: ${why}`);
    expect(await remainingScenario(emulator)).toMatchObject(left);
  });

  test('can be played again from what is left of it', async () => {
    const faults = [
      { action: 'A', kind: 'drop', carriedOut: true, after: 1 },
      { action: 'B', kind: 'error', code: 'X', message: 'x', seconds: 60 },
    ] as const;
    await playScenario(emulator, { deployments: [{ outcome: 'healthy', logs: [] }], oneOffTasks: [{}], faults });
    await playScenario(emulator, await remainingScenario(emulator));
    expect((await remainingScenario(emulator)).faults).toHaveLength(2);
  });

  test('without an emulator is an error that says how to start one', async () => {
    await expect(playScenario({ endpoint: 'http://127.0.0.1:1' }, {})).rejects.toThrow(
      'no emulator at http://127.0.0.1:1 takes the scenario: start it with `ship emulator start`',
    );
  });
});
