import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster';
import { EcsService } from '@cdktf/provider-aws/lib/ecs-service';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { SecurityGroups, Vpc } from '@laravel-ecs/network';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { Token } from 'cdktf';
import { Cluster } from './cluster';
import { Ec2Capacity } from './ec2-capacity';
import { Service, type ServiceProps } from './service';
import { ServiceScaling, type ServiceScalingProps } from './service-scaling';
import { TaskDefinition } from './task-definition';

const synth = (changes: Partial<ServiceProps> = {}, scaling: Partial<ServiceScalingProps> = {}) =>
  synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', { name: 'laravel-dev', region: 'us-east-1', cidr: '10.10.0.0/16' });
    const { default: instances } = new SecurityGroups(stack, 'Groups', { vpc });
    const cluster = new Cluster(stack, 'Cluster', { name: vpc.name });
    const capacity = new Ec2Capacity(stack, 'Capacity', {
      vpc,
      cluster,
      securityGroups: [instances],
      market: 'spot',
      instanceTypes: ['t3.small'],
      instances: { min: 1, max: 2 },
    });
    const taskDefinition = new TaskDefinition(stack, 'Task', {
      family: 'laravel-dev-web',
      role: 'web',
      image: 'none',
      repositoryArn: 'arn:aws:ecr:us-east-1:111122223333:repository/laravel',
      architecture: capacity.architecture,
      cpu: 256,
      memoryReservation: 384,
      containerPort: 8080,
      logs: { name: '/logs', arn: 'arn:aws:logs:us-east-1:111122223333:log-group:/logs', region: 'us-east-1' },
      environment: {},
      secrets: {},
    });
    const forwarding = new IamRole(stack, 'StandsForTheListener', { assumeRolePolicy: '{}' });
    const requests = { targetGroupArn: 'arn:target', forwarding };
    const service = new Service(stack, 'Web', { name: 'web', cluster, capacity, taskDefinition, requests, ...changes });
    new ServiceScaling(stack, 'Scaling', { cluster, service, min: 1, max: 4, ...scaling });
  });

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
    expect(service(synth({ gracePeriod: 0 }))).toMatchObject({ health_check_grace_period_seconds: 0 });
  });

  test('can be entered by ECS Exec', () => {
    expect(service(synth())).toMatchObject({ enable_execute_command: true });
  });

  test.each([-1, 2.5])('refuses a grace period of %p seconds', (gracePeriod) => {
    expect(() => synth({ gracePeriod })).toThrow(
      `gracePeriod must be a whole number from 0 to 2147483647, got ${gracePeriod}`,
    );
  });
});

describe('ServiceScaling', () => {
  test('keeps to 60 per cent of the CPU between its bounds', () => {
    const json = synth();
    expect(json).toHaveResourceWithProperties(AppautoscalingTarget, { min_capacity: 1, max_capacity: 4 });
    expect(json).toHaveResourceWithProperties(AppautoscalingPolicy, {
      target_tracking_scaling_policy_configuration: expect.objectContaining({ target_value: 60 }),
    });
  });

  test('takes an expression for the fewest tasks', () => {
    const min = Token.asNumber('${1 + 1}');
    expect(synth({}, { min })).toHaveResourceWithProperties(AppautoscalingTarget, { min_capacity: '${1 + 1}' });
  });

  test.each<[Partial<ServiceScalingProps>, string]>([
    [{ min: 5 }, 'min must be a whole number from 0 to 4, got 5'],
    [{ max: 0 }, 'max must be a whole number from 1 to 1000, got 0'],
    [{ cpuTarget: 101 }, 'cpuTarget must be a whole number from 1 to 100, got 101'],
  ])('refuses %p', (scaling, message) => {
    expect(() => synth({}, scaling)).toThrow(message);
  });
});
