import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  CreateLaunchConfigurationCommand,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling';
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import {
  CreateCapacityProviderCommand,
  CreateClusterCommand,
  CreateServiceCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  PutClusterCapacityProvidersCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateSecretCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { ApplicationAutoScalingClient, RegisterScalableTargetCommand } from '@aws-sdk/client-application-auto-scaling';
import { pushImage } from '@laravel-ecs/aws-emulator';
import type { Deployment } from '@laravel-ecs/config';

const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
const SERVICES = { web: 2, worker: 1, scheduler: 1 } as const;

/** What serves an environment, and what is written down of it. */
export interface Truth {
  /** Images that the services run, each once. */
  readonly served: readonly string[];

  /** The released image. */
  readonly image: string;

  /** Whether the newest revision of every task has the released image: Terraform then has nothing to change. */
  readonly isPlanEmpty: boolean;

  /** Outcome of the newest release. */
  readonly outcome: string | undefined;

  /** Whether somebody holds the lock. */
  readonly isLocked: boolean;
}

/**
 * An environment as Terraform leaves it behind, as far as releases see it: made in a second on an emulator. That real Terraform's is the
 * same is what the end-to-end tests are for.
 */
export class FixtureEnvironment {
  readonly deployment: Deployment;
  readonly #configuration;

  constructor(
    readonly name: string,
    endpoint: string,
  ) {
    this.#configuration = {
      endpoint,
      region: REGION,
      credentials: { accessKeyId: 'fixture', secretAccessKey: 'fixture' },
    };
    const task = (role: string) => ({
      taskFamily: `laravel-${name}-${role}`,
      container: role,
      logGroup: `/laravel/${name}/${role}`,
      networkMode: 'bridge' as const,
    });
    this.deployment = {
      version: 1,
      project: 'laravel',
      environment: name,
      region: REGION,
      cluster: `laravel-${name}`,
      capacityProvider: `laravel-${name}`,
      imageParameter: `/laravel/${name}/image`,
      releaseParameter: `/laravel/${name}/release`,
      lockParameter: `/laravel/${name}/lock`,
      repository: `${ACCOUNT}.dkr.ecr.${REGION}.amazonaws.com/laravel`,
      subnets: [],
      securityGroups: [],
      assignPublicIp: false,
      applicationSecret: '',
      url: `http://${name}.example`,
      services: Object.fromEntries(
        Object.entries(SERVICES).map(([role, tasks]) => [
          role,
          { ...task(role), service: role, tasks: { min: tasks, max: tasks } },
        ]),
      ),
      oneOffTasks: { migrate: task('migrate') },
    };
  }

  /** Makes it. */
  async make(): Promise<this> {
    const { name, deployment } = this;
    const [ecs, ssm, logs, secrets] = [this.#ecs, this.#ssm, this.#logs, this.#secrets];
    const { ARN: secret = '' } = await secrets.send(new CreateSecretCommand({ Name: `laravel/${name}/application` }));
    await secrets.send(new PutSecretValueCommand({ SecretId: secret, SecretString: '{"APP_KEY":"base64:x"}' }));
    Object.assign(deployment, { applicationSecret: secret });
    // Environments share it.
    await this.#ecr.send(new CreateRepositoryCommand({ repositoryName: 'laravel' })).catch(() => undefined);
    await ecs.send(new CreateClusterCommand({ clusterName: deployment.cluster }));
    const { cluster, capacityProvider } = deployment;
    const autoScalingGroupArn = await this.#makeGroup(capacityProvider);
    await ecs.send(
      new CreateCapacityProviderCommand({ name: capacityProvider, autoScalingGroupProvider: { autoScalingGroupArn } }),
    );
    const capacityProviders = [capacityProvider];
    const defaultCapacityProviderStrategy = [{ capacityProvider, weight: 1 }];
    await ecs.send(
      new PutClusterCapacityProvidersCommand({ cluster, capacityProviders, defaultCapacityProviderStrategy }),
    );
    for (const [role, { taskFamily, container, logGroup }] of Object.entries({
      ...deployment.services,
      ...deployment.oneOffTasks,
    })) {
      await logs.send(new CreateLogGroupCommand({ logGroupName: logGroup }));
      const [execution, task] = await Promise.all(
        ['execution', 'task'].map((end) => this.#role(`${taskFamily}-${end}`)),
      );
      await ecs.send(
        new RegisterTaskDefinitionCommand({
          family: taskFamily,
          networkMode: 'bridge',
          requiresCompatibilities: ['EC2'],
          executionRoleArn: execution,
          taskRoleArn: task,
          runtimePlatform: { cpuArchitecture: 'X86_64', operatingSystemFamily: 'LINUX' },
          tags: [{ key: 'Environment', value: name }],
          containerDefinitions: [
            {
              name: container,
              image: 'none',
              command: [role],
              cpu: 64,
              memoryReservation: 128,
              ...(role === 'web' && { healthCheck: { command: ['CMD', 'true'] } }),
              secrets: [{ name: 'APP_KEY', valueFrom: `${secret}:APP_KEY::` }],
              logConfiguration: {
                logDriver: 'awslogs',
                options: {
                  'awslogs-group': logGroup,
                  'awslogs-region': REGION,
                  'awslogs-stream-prefix': 'laravel',
                },
              },
            },
          ],
        }),
      );
    }
    for (const { service, taskFamily } of Object.values(deployment.services)) {
      await ecs.send(
        new CreateServiceCommand({
          cluster: deployment.cluster,
          serviceName: service,
          taskDefinition: taskFamily,
          desiredCount: 0,
          enableExecuteCommand: true,
          deploymentConfiguration: {
            minimumHealthyPercent: 100,
            maximumPercent: 200,
            deploymentCircuitBreaker: { enable: true, rollback: true },
          },
        }),
      );
      await this.#scaling.send(
        new RegisterScalableTargetCommand({
          ServiceNamespace: 'ecs',
          ScalableDimension: 'ecs:service:DesiredCount',
          ResourceId: `service/${deployment.cluster}/${service}`,
          MinCapacity: 0,
          MaxCapacity: 4,
          SuspendedState: { ScheduledScalingSuspended: true },
        }),
      );
    }
    const parameters = {
      [deployment.imageParameter]: 'none',
      [deployment.releaseParameter]: 'none',
      [deployment.lockParameter]: 'none',
      [`/laravel/${name}/deployment`]: JSON.stringify(deployment),
    };
    for (const [Name, Value] of Object.entries(parameters)) {
      await ssm.send(new PutParameterCommand({ Name, Value, Type: 'String' }));
    }
    return this;
  }

  /** Pushes an image, for these processors. */
  async push(tag: string, architectures?: readonly string[]): Promise<void> {
    await pushImage(this.#configuration, tag, architectures);
  }

  /** What serves and what is written down. */
  async truth(): Promise<Truth> {
    const { deployment } = this;
    const { services = [] } = await this.#ecs.send(
      new DescribeServicesCommand({ cluster: deployment.cluster, services: Object.keys(SERVICES) }),
    );
    const image = await this.parameter(deployment.imageParameter);
    const newest = await Promise.all(
      Object.values({ ...deployment.services, ...deployment.oneOffTasks }).map(({ taskFamily }) =>
        this.#imageOf(taskFamily),
      ),
    );
    const served = await Promise.all(services.map(({ taskDefinition = '' }) => this.#imageOf(taskDefinition)));
    const release = await this.parameter(deployment.releaseParameter);
    return {
      served: [...new Set(served)],
      image: image ?? '',
      isPlanEmpty: newest.every((each) => each === image),
      outcome: release?.startsWith('{') ? (JSON.parse(release) as { outcome: string }).outcome : undefined,
      isLocked: (await this.parameter(deployment.lockParameter)) !== 'none',
    };
  }

  /** Has ECS roll nothing back by itself. */
  async leaveFailuresToUs(service: string): Promise<void> {
    await this.#ecs.send(
      new UpdateServiceCommand({
        cluster: this.deployment.cluster,
        service,
        deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
      }),
    );
  }

  async parameter(Name: string): Promise<string | undefined> {
    return this.#ssm
      .send(new GetParameterCommand({ Name }))
      .then(({ Parameter }) => Parameter?.Value)
      .catch(() => undefined);
  }

  /** A role that tasks start or run with. */
  async #role(RoleName: string): Promise<string | undefined> {
    const { Role } = await this.#iam.send(
      new CreateRoleCommand({
        RoleName,
        AssumeRolePolicyDocument: JSON.stringify({
          Statement: [{ Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole', Effect: 'Allow' }],
        }),
      }),
    );
    return Role?.Arn;
  }

  /** One instance of at most two. */
  async #makeGroup(AutoScalingGroupName: string): Promise<string | undefined> {
    const scaling = new AutoScalingClient(this.#configuration);
    await scaling.send(
      new CreateLaunchConfigurationCommand({
        LaunchConfigurationName: AutoScalingGroupName,
        ImageId: 'ami-12c6146b',
        InstanceType: 't3.small',
      }),
    );
    await scaling.send(
      new CreateAutoScalingGroupCommand({
        AutoScalingGroupName,
        LaunchConfigurationName: AutoScalingGroupName,
        MinSize: 1,
        MaxSize: 2,
        AvailabilityZones: [`${REGION}a`],
      }),
    );
    const { AutoScalingGroups } = await scaling.send(
      new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [AutoScalingGroupName] }),
    );
    return AutoScalingGroups?.[0]?.AutoScalingGroupARN;
  }

  async #imageOf(taskDefinition: string): Promise<string> {
    const answer = await this.#ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
    return answer.taskDefinition?.containerDefinitions?.[0]?.image ?? '';
  }

  get #ecs(): ECSClient {
    return new ECSClient(this.#configuration);
  }

  get #ecr(): ECRClient {
    return new ECRClient(this.#configuration);
  }

  get #ssm(): SSMClient {
    return new SSMClient(this.#configuration);
  }

  get #logs(): CloudWatchLogsClient {
    return new CloudWatchLogsClient(this.#configuration);
  }

  get #iam(): IAMClient {
    return new IAMClient(this.#configuration);
  }

  get #secrets(): SecretsManagerClient {
    return new SecretsManagerClient(this.#configuration);
  }

  get #scaling(): ApplicationAutoScalingClient {
    return new ApplicationAutoScalingClient(this.#configuration);
  }
}
