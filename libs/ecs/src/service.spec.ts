import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingScheduledAction } from '@cdktf/provider-aws/lib/appautoscaling-scheduled-action';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster';
import { EcsClusterCapacityProviders } from '@cdktf/provider-aws/lib/ecs-cluster-capacity-providers';
import { EcsService } from '@cdktf/provider-aws/lib/ecs-service';
import { EcsTaskDefinition } from '@cdktf/provider-aws/lib/ecs-task-definition';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import type { DeploymentConfig, NatMode } from '@laravel-ecs/config';
import { SecurityGroups, Vpc } from '@laravel-ecs/network';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { Op } from 'cdktf';
import { Cluster } from './cluster';
import { Ec2Capacity } from './ec2-capacity';
import { FargateCapacity, type FargateCapacityProps } from './fargate-capacity';
import { type RequestSource, Service, type ServiceProps } from './service';
import { ServiceScaling, type ServiceScalingProps } from './service-scaling';
import { placementIn } from './task-placement';
import { TaskDefinition, type TaskDefinitionProps } from './task-definition';

const target = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/web/1';

interface Changes {
  readonly service?: Partial<ServiceProps>;
  readonly scaling?: Partial<ServiceScalingProps>;
  readonly task?: Partial<TaskDefinitionProps>;
  readonly onFargate?: Partial<FargateCapacityProps> & { readonly nat?: NatMode };
}

const synth = ({ service: changes = {}, scaling = {}, task = {}, onFargate }: Changes = {}) =>
  synthesize((stack) => {
    const nat = onFargate?.nat ?? 'single';
    const vpc = new Vpc(stack, 'Network', { name: 'laravel-dev', region: 'us-east-1', cidr: '10.10.0.0/16', nat });
    const { default: instances } = new SecurityGroups(stack, 'Groups', { vpc });
    const cluster = new Cluster(stack, 'Cluster', { name: vpc.name });
    const capacity = onFargate
      ? new FargateCapacity(stack, 'Capacity', {
          placement: placementIn(vpc),
          cluster,
          market: 'spot',
          ...onFargate,
        } as FargateCapacityProps)
      : new Ec2Capacity(stack, 'Capacity', {
          vpc,
          cluster,
          securityGroups: [instances],
          market: 'spot',
          instanceTypes: ['t3.small'],
          instances: { min: 1, max: 2 },
        });
    const taskDefinition = new TaskDefinition(stack, 'Task', {
      family: 'laravel-dev-web',
      container: { name: 'web', image: 'none', cpu: 256, memoryReservation: 512, port: 8080 },
      repositoryArn: 'arn:aws:ecr:us-east-1:111122223333:repository/laravel',
      architecture: capacity.architecture,
      launchType: capacity.launchType,
      logs: { name: '/logs', arn: 'arn:aws:logs:us-east-1:111122223333:log-group:/logs', region: 'us-east-1' },
      ...task,
    });
    const forwarding = new IamRole(stack, 'StandsForTheListener', { assumeRolePolicy: '{}' });
    const requests = { targetGroupArn: target, forwarding };
    const made = new Service(stack, 'Web', {
      name: 'web',
      cluster,
      capacity,
      taskDefinition,
      requests,
      securityGroups: [instances],
      ...changes,
    });
    new ServiceScaling(stack, 'Scaling', { cluster, service: made, min: 1, max: 4, ...scaling });
  });

const synthesizeGradual = (deployment: DeploymentConfig, blueGreen: RequestSource['blueGreen']) =>
  synth({
    task: { networkMode: 'awsvpc' },
    service: { deployment, requests: { targetGroupArn: target, forwarding: { fqn: 'aws_lb_listener.a' }, blueGreen } },
  });

const synthesizeWorker = () => service(synth({ service: { requests: undefined } as Partial<ServiceProps> }));

const service = (json: string) => resourcesOf(json, EcsService)[0] ?? {};

describe('Cluster', () => {
  test('has Container Insights', () => {
    expect(synth()).toHaveResourceWithProperties(EcsCluster, {
      setting: [{ name: 'containerInsights', value: 'enabled' }],
    });
  });

  test('does without where it is told so', () => {
    const json = synthesize((stack) => new Cluster(stack, 'Cluster', { name: 'a', containerInsights: false }));
    expect(json).toHaveResourceWithProperties(EcsCluster, {
      setting: [{ name: 'containerInsights', value: 'disabled' }],
    });
  });
});

describe('Service', () => {
  test('starts new tasks before old ones go, and rolls back what fails', () => {
    expect(service(synth())).toMatchObject({
      deployment_minimum_healthy_percent: 100,
      deployment_maximum_percent: 200,
      deployment_circuit_breaker: { enable: true, rollback: true },
    });
  });

  test('begins with no task, and leaves revision and number to releases and scaling', () => {
    expect(service(synth())).toMatchObject({
      desired_count: 0,
      lifecycle: { ignore_changes: ['task_definition', 'desired_count'] },
    });
  });

  test('spreads over zones first, then fills instances', () => {
    expect(service(synth())['ordered_placement_strategy']).toEqual([
      { type: 'spread', field: 'attribute:ecs.availability-zone' },
      { type: 'binpack', field: 'memory' },
    ]);
  });

  test('waits for what ECS would refuse it without, and is gone before that', () => {
    const waitsFor = service(synth())['depends_on'] as string[];
    expect(waitsFor.map((address) => address.split('.')[0]).sort()).toEqual([
      'aws_ecs_cluster_capacity_providers',
      'aws_iam_role',
      'aws_iam_role_policy',
      'aws_iam_role_policy',
    ]);
  });

  test('gives tasks a minute to start, or as long as it is told', () => {
    expect(service(synth())).toMatchObject({ health_check_grace_period_seconds: 60 });
    expect(service(synth({ service: { gracePeriod: 0 } }))).toMatchObject({ health_check_grace_period_seconds: 0 });
  });

  test('can be entered by ECS Exec', () => {
    expect(service(synth())).toMatchObject({ enable_execute_command: true });
  });

  test.each([-1, 2.5])('refuses a grace period of %p seconds', (gracePeriod) => {
    expect(() => synth({ service: { gracePeriod } })).toThrow(
      `gracePeriod must be a whole number from 0 to 2147483647, got ${gracePeriod}`,
    );
  });

  test('spreads its tasks over the zones again when they got uneven', () => {
    expect(service(synth())).toMatchObject({ availability_zone_rebalancing: 'ENABLED' });
  });

  test('that may have but one task stops it at once, and starts another', () => {
    expect(service(synth({ service: { isSingleton: true } }))).toMatchObject({
      deployment_minimum_healthy_percent: 0,
      deployment_maximum_percent: 100,
      availability_zone_rebalancing: 'DISABLED',
    });
  });

  test('rolls back a deployment that sets off an alarm, where it is given any', () => {
    expect(service(synth({ service: { rollbackAlarms: ['laravel-dev-server-errors'] } }))['alarms']).toEqual({
      alarm_names: ['laravel-dev-server-errors'],
      enable: true,
      rollback: true,
    });
    expect(service(synth())).not.toHaveProperty('alarms');
  });

  test('needs no requests', () => {
    const worker = synthesizeWorker();
    expect(worker).not.toHaveProperty('load_balancer');
    expect(worker).not.toHaveProperty('health_check_grace_period_seconds');
  });

  test('does not outlive its destruction for the tasks that it still has', () => {
    expect(service(synth())).toMatchObject({ force_delete: true });
  });

  test('refuses requests for a container that listens on no port', () => {
    const container = { name: 'web', image: 'none', cpu: 256, memoryReservation: 512 };
    expect(() => synth({ task: { container } })).toThrow('the container web listens on no port');
  });
});

describe('A service on Fargate', () => {
  test('has its tasks in private subnets, in the groups that it is given', () => {
    const { network_configuration: network, ...others } = service(synth({ onFargate: {} }));
    expect(network).toEqual({
      assign_public_ip: false,
      subnets: [expect.stringContaining('Private'), expect.stringContaining('Private')],
      security_groups: [expect.stringContaining('Groups_Instances')],
    });
    expect(others).not.toHaveProperty('ordered_placement_strategy');
  });

  test('has them in public subnets with public addresses where there is no other way to AWS', () => {
    expect(service(synth({ onFargate: { nat: 'none' } }))['network_configuration']).toMatchObject({
      assign_public_ip: true,
      subnets: [expect.stringContaining('Public'), expect.stringContaining('Public')],
    });
  });

  test.each<[Partial<FargateCapacityProps>, object[]]>([
    [{ market: 'spot' }, [{ capacity_provider: 'FARGATE_SPOT', weight: 100 }]],
    [{ market: 'on-demand' }, [{ capacity_provider: 'FARGATE', weight: 100, base: 0 }]],
    [
      { market: 'mixed', onDemand: { base: 2, percentage: 25 } },
      [
        { capacity_provider: 'FARGATE', weight: 25, base: 2 },
        { capacity_provider: 'FARGATE_SPOT', weight: 75 },
      ],
    ],
    [
      { market: 'mixed', onDemand: { base: 1, percentage: 0 } },
      [
        { capacity_provider: 'FARGATE', weight: 0, base: 1 },
        { capacity_provider: 'FARGATE_SPOT', weight: 100 },
      ],
    ],
  ])('of the market %p shares its tasks out', (market, strategy) => {
    const json = synth({ onFargate: market });
    expect(service(json)['capacity_provider_strategy']).toEqual(strategy);
    expect(json).toHaveResourceWithProperties(EcsClusterCapacityProviders, {
      capacity_providers: ['FARGATE', 'FARGATE_SPOT'],
    });
  });

  test.each([
    ['arm64', 'ARM64'],
    ['x86_64', 'X86_64'],
  ] as const)('runs on %s', (architecture, expected) => {
    expect(synth({ onFargate: { architecture } })).toHaveResourceWithProperties(EcsTaskDefinition, {
      runtime_platform: { operating_system_family: 'LINUX', cpu_architecture: expected },
    });
  });
});

describe('A deployment that is not rolling', () => {
  const rule = 'arn:aws:elasticloadbalancing:us-east-1:111122223333:listener-rule/app/web/1/2/';
  const blueGreen = { alternateTargetGroupArn: `${target}b`, productionListenerRuleArn: `${rule}3` };

  const gradual = (deployment: DeploymentConfig, more: Partial<NonNullable<RequestSource['blueGreen']>> = {}) =>
    synthesizeGradual(deployment, { ...blueGreen, ...more });

  const base = { bakeMinutes: 10, hooks: [] };

  test.each<[DeploymentConfig, object]>([
    [
      { strategy: 'blue-green', ...base },
      { strategy: 'BLUE_GREEN', bake_time_in_minutes: '10' },
    ],
    [
      { strategy: 'canary', percent: 5, canaryMinutes: 7, ...base },
      {
        strategy: 'CANARY',
        bake_time_in_minutes: '10',
        canary_configuration: { canary_percent: 5, canary_bake_time_in_minutes: '7' },
      },
    ],
    [
      { strategy: 'linear', stepPercent: 20, stepMinutes: 5, ...base },
      {
        strategy: 'LINEAR',
        bake_time_in_minutes: '10',
        linear_configuration: { step_percent: 20, step_bake_time_in_minutes: '5' },
      },
    ],
  ])('%p speaks as ECS does', (deployment, expected) => {
    expect(service(gradual(deployment))['deployment_configuration']).toEqual(expected);
  });

  test('lets ECS move requests between the target groups, by the rules of the listeners', () => {
    const json = gradual({ strategy: 'blue-green', ...base }, { testListenerRuleArn: `${rule}4` });
    const [{ advanced_configuration: advanced }] = service(json)['load_balancer'] as [Record<string, object>];
    expect(advanced).toEqual({
      alternate_target_group_arn: `${target}b`,
      production_listener_rule: `${rule}3`,
      test_listener_rule: `${rule}4`,
      role_arn: expect.stringContaining('TrafficRole'),
    });
    expect(json).toHaveResourceWithProperties(IamRolePolicyAttachment, {
      policy_arn: 'arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers',
    });
  });

  test('asks its hooks, and may call no other function', () => {
    const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:check';
    const json = gradual({
      strategy: 'blue-green',
      bakeMinutes: 0,
      hooks: [{ functionArn, stages: ['post-test-traffic-shift'] }],
    });
    expect(service(json)['deployment_configuration']).toMatchObject({
      lifecycle_hook: [
        {
          hook_target_arn: functionArn,
          lifecycle_stages: ['POST_TEST_TRAFFIC_SHIFT'],
          role_arn: expect.stringContaining('HookRole'),
        },
      ],
    });
    expect(JSON.stringify(resourcesOf(json, IamRolePolicy))).toContain(
      JSON.stringify(JSON.stringify({ Action: ['lambda:InvokeFunction'], Resource: [functionArn] }).slice(1, -1)).slice(
        1,
        -1,
      ),
    );
  });

  test('is refused for tasks that have no addresses of their own', () => {
    const deployment = { strategy: 'blue-green', ...base } as const;
    expect(() => synth({ service: { deployment } })).toThrow(
      'a blue-green deployment needs tasks in network mode awsvpc, these are in bridge',
    );
  });

  test('is refused with a single target group', () => {
    const deployment = { strategy: 'blue-green', ...base } as const;
    expect(() => synth({ task: { networkMode: 'awsvpc' }, service: { deployment } })).toThrow(
      'needs two target groups: give requests.blueGreen',
    );
  });
});

describe('ServiceScaling', () => {
  const policies = (json: string) =>
    resourcesOf(json, AppautoscalingPolicy).map(
      ({ target_tracking_scaling_policy_configuration: configuration }) => configuration,
    );

  test('keeps as many tasks as the fewest where there is nothing to keep to', () => {
    const json = synth();
    expect(json).toHaveResourceWithProperties(AppautoscalingTarget, { min_capacity: 1, max_capacity: 4 });
    expect(policies(json)).toEqual([]);
  });

  test('keeps to CPU, memory and requests', () => {
    const requestsPerTask = { count: 1000, loadBalancer: 'app/laravel-dev/1', targetGroups: ['targetgroup/web/2'] };
    const targets = { cpu: 60, memory: 70, requestsPerTask };
    expect(policies(synth({ scaling: { targets } }))).toEqual([
      {
        predefined_metric_specification: { predefined_metric_type: 'ECSServiceAverageCPUUtilization' },
        target_value: 60,
      },
      {
        predefined_metric_specification: { predefined_metric_type: 'ECSServiceAverageMemoryUtilization' },
        target_value: 70,
      },
      {
        predefined_metric_specification: {
          predefined_metric_type: 'ALBRequestCountPerTarget',
          resource_label: 'app/laravel-dev/1/targetgroup/web/2',
        },
        target_value: 1000,
      },
    ]);
  });

  test('counts the requests of both groups where a deployment moves them between two', () => {
    const requestsPerTask = {
      count: 1000,
      loadBalancer: 'app/a/1',
      targetGroups: ['targetgroup/b/2', 'targetgroup/c/3'],
    };
    const [configuration] = policies(synth({ scaling: { targets: { requestsPerTask } } })) as Record<string, unknown>[];
    expect(configuration).not.toHaveProperty('predefined_metric_specification');
    const group = (id: string, name: string) => ({
      id,
      return_data: false,
      metric_stat: {
        stat: 'Sum',
        metric: {
          namespace: 'AWS/ApplicationELB',
          metric_name: 'RequestCountPerTarget',
          dimensions: [
            { name: 'LoadBalancer', value: 'app/a/1' },
            { name: 'TargetGroup', value: name },
          ],
        },
      },
    });
    expect(configuration?.['customized_metric_specification']).toEqual({
      metrics: [
        { id: 'requests', expression: 'FILL(group0, 0) + FILL(group1, 0)', return_data: true },
        group('group0', 'targetgroup/b/2'),
        group('group1', 'targetgroup/c/3'),
      ],
    });
  });

  const nights = { stop: '20:00', start: '07:00', timezone: 'Europe/Berlin', weekends: 'off' } as const;

  test('keeps no task as long as nothing is released', () => {
    const isReleased = Op.eq(1, 1);
    const json = synth({ scaling: { isReleased, min: 2 } });
    expect(json).toHaveResourceWithProperties(AppautoscalingTarget, { min_capacity: '${(1 == 1) ? 2 : 0}' });
  });

  test('has the schedule rest as long as nothing is released, and bring back what is released afterwards', () => {
    const isReleased = Op.eq(1, 1);
    const json = synth({ scaling: { isReleased, nights, min: 2 } });
    expect(json).toHaveResourceWithProperties(AppautoscalingTarget, {
      suspended_state: { scheduled_scaling_suspended: '${!(1 == 1)}' },
    });
    const start = resourcesOf(json, AppautoscalingScheduledAction).find(({ name }) => name === 'start');
    expect(start).toMatchObject({ scalable_target_action: { min_capacity: '2', max_capacity: '4' } });
  });

  test('stops all tasks for the night, brings them back, and lets a plan at night be empty', () => {
    const json = synth({ scaling: { nights, min: 2 } });
    const actions = resourcesOf(json, AppautoscalingScheduledAction);
    expect(actions.find(({ name }) => name === 'stop')).toMatchObject({
      schedule: 'cron(0 20 ? * MON-FRI *)',
      timezone: 'Europe/Berlin',
      scalable_target_action: { min_capacity: '0', max_capacity: '0' },
    });
    expect(actions.find(({ name }) => name === 'start')).toMatchObject({
      schedule: 'cron(0 7 ? * MON-FRI *)',
      scalable_target_action: { min_capacity: '2', max_capacity: '4' },
    });
    expect(json).toHaveResourceWithProperties(AppautoscalingTarget, {
      lifecycle: { ignore_changes: ['min_capacity', 'max_capacity'] },
    });
  });

  test.each<[Partial<ServiceScalingProps>, string]>([
    [{ min: 5 }, 'min must be a whole number from 0 to 4, got 5'],
    [{ max: 0 }, 'max must be a whole number from 1 to 1000, got 0'],
    [{ targets: { cpu: 101 } }, 'cpu must be a whole number from 1 to 100, got 101'],
    [{ targets: { memory: 0 } }, 'memory must be a whole number from 1 to 100, got 0'],
    [
      { targets: { requestsPerTask: { count: 0, loadBalancer: 'a', targetGroups: ['b'] } } },
      'requestsPerTask must be a whole number from 1 to 1000000, got 0',
    ],
  ])('refuses %p', (scaling, message) => {
    expect(() => synth({ scaling })).toThrow(message);
  });
});
