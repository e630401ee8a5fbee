import { AutoscalingGroup } from '@cdktf/provider-aws/lib/autoscaling-group';
import { AutoscalingSchedule } from '@cdktf/provider-aws/lib/autoscaling-schedule';
import { DataAwsSsmParameter } from '@cdktf/provider-aws/lib/data-aws-ssm-parameter';
import { EcsCapacityProvider } from '@cdktf/provider-aws/lib/ecs-capacity-provider';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { LaunchTemplate } from '@cdktf/provider-aws/lib/launch-template';
import { SecurityGroups, Vpc, type VpcProps } from '@laravel-ecs/network';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { Cluster } from './cluster';
import { Ec2Capacity, type Ec2CapacityProps } from './ec2-capacity';

type Changes = Partial<Omit<Ec2CapacityProps, 'market'>> & {
  market?: string;
  onDemand?: { base: number; percentage: number };
};

const synth = (changes: Changes = {}, network: Partial<VpcProps> = {}) =>
  synthesize((stack) => {
    const vpc = new Vpc(stack, 'Network', {
      name: 'laravel-dev',
      region: 'us-east-1',
      cidr: '10.10.0.0/16',
      ...network,
    });
    const groups = new SecurityGroups(stack, 'Groups', { vpc });
    new Ec2Capacity(stack, 'Capacity', {
      vpc,
      cluster: new Cluster(stack, 'Cluster', { name: vpc.name }),
      securityGroups: [groups.default, groups.ecsPorts],
      market: 'spot',
      instanceTypes: ['t3.small', 't3a.small'],
      instances: { min: 1, max: 2 },
      ...changes,
    } as Ec2CapacityProps);
  });

const group = (json: string) =>
  resourcesOf(json, AutoscalingGroup)[0] as { mixed_instances_policy: Record<string, never> } & Record<string, unknown>;
const distribution = (json: string) => group(json).mixed_instances_policy['instances_distribution'];

describe('Ec2Capacity', () => {
  test.each([
    ['spot', 0, 0],
    ['on-demand', 0, 100],
  ])('of the market %s has %i instances on demand, and %i in a hundred above', (market, base, percentage) => {
    expect(distribution(synth({ market }))).toMatchObject({
      on_demand_base_capacity: base,
      on_demand_percentage_above_base_capacity: percentage,
    });
  });

  test('of a mixed market has a floor on demand and a share above', () => {
    expect(distribution(synth({ market: 'mixed', onDemand: { base: 2, percentage: 25 } }))).toMatchObject({
      on_demand_base_capacity: 2,
      on_demand_percentage_above_base_capacity: 25,
    });
  });

  test('takes spot instances from where they are least likely to be taken back', () => {
    expect(distribution(synth())).toMatchObject({ spot_allocation_strategy: 'price-capacity-optimized' });
  });

  test('starts any of its types, the preferred one first, within its bounds', () => {
    const json = synth({ instances: { min: 2, max: 5 } });
    expect(group(json)).toMatchObject({ min_size: 2, max_size: 5 });
    expect(group(json).mixed_instances_policy['launch_template']).toMatchObject({
      override: [{ instance_type: 't3.small' }, { instance_type: 't3a.small' }],
    });
  });

  test('stands in private subnets that reach AWS, and in public ones where they do not', () => {
    expect(group(synth())['vpc_zone_identifier']).toEqual([
      expect.stringContaining('Private'),
      expect.stringContaining('Private'),
    ]);
    expect(group(synth({}, { nat: 'none' }))['vpc_zone_identifier']).toEqual([
      expect.stringContaining('Public'),
      expect.stringContaining('Public'),
    ]);
  });

  test('leaves the number of instances to ECS, and declares the tag that ECS sets', () => {
    expect(synth({ tags: { Environment: 'dev' } })).toHaveResourceWithProperties(AutoscalingGroup, {
      lifecycle: { ignore_changes: ['desired_capacity'] },
      tag: expect.arrayContaining([
        { key: 'AmazonECSManaged', value: 'true', propagate_at_launch: true },
        { key: 'Environment', value: 'dev', propagate_at_launch: true },
      ]),
    });
  });

  test('grows and drains as ECS asks', () => {
    expect(synth()).toHaveResourceWithProperties(EcsCapacityProvider, {
      auto_scaling_group_provider: expect.objectContaining({
        managed_draining: 'ENABLED',
        managed_scaling: { status: 'ENABLED', target_capacity: 100 },
      }),
    });
  });

  test('can be destroyed without waiting for ECS, with instances that are protected, too', () => {
    expect(group(synth())).toMatchObject({ force_delete: true });
    expect(group(synth({ protectTasks: true }))).toMatchObject({ force_delete: true });
  });

  test('never ends an instance with tasks on it where it is told so', () => {
    const protection = (json: string) =>
      resourcesOf(json, EcsCapacityProvider)[0]?.['auto_scaling_group_provider'] as Record<string, string>;
    const json = synth({ protectTasks: true });
    expect(group(json)).toMatchObject({ protect_from_scale_in: true });
    expect(protection(json)).toMatchObject({ managed_termination_protection: 'ENABLED' });
    expect(group(synth())).toMatchObject({ protect_from_scale_in: false });
    expect(protection(synth())).toMatchObject({ managed_termination_protection: 'DISABLED' });
  });

  test('brings a changed template to the instances that run, new ones first, protected or not', () => {
    expect(group(synth())['instance_refresh']).toMatchObject({
      strategy: 'Rolling',
      preferences: {
        min_healthy_percentage: 100,
        max_healthy_percentage: 200,
        scale_in_protected_instances: 'Refresh',
      },
    });
  });

  test('is not rebalanced behind the back of ECS', () => {
    expect(group(synth())).toMatchObject({ capacity_rebalance: false });
  });

  test('needs no instance at night, and lets a plan at night be empty', () => {
    const nights = { stop: '20:00', start: '07:00', timezone: 'Europe/Berlin', weekends: 'on' } as const;
    const json = synth({ nights, instances: { min: 2, max: 5 } });
    const unchanged = { max_size: -1, desired_capacity: -1, time_zone: 'Europe/Berlin' };
    expect(resourcesOf(json, AutoscalingSchedule)).toEqual([
      expect.objectContaining({ recurrence: '0 7 * * *', min_size: 2, ...unchanged }),
      expect.objectContaining({ recurrence: '0 20 * * *', min_size: 0, ...unchanged }),
    ]);
    expect(group(json)['lifecycle']).toEqual({ ignore_changes: ['desired_capacity', 'min_size'] });
    expect(resourcesOf(synth(), AutoscalingSchedule)).toEqual([]);
  });

  test.each<[string, Changes, string]>([
    ['no instance type', { instanceTypes: [] }, 'instanceTypes must name at least one instance type'],
    [
      'two architectures',
      { instanceTypes: ['t3.small', 't4g.small'] },
      'instanceTypes must be of one processor architecture, got t3.small, t4g.small',
    ],
    [
      'too many instances',
      { instances: { min: 1, max: 101 } },
      'instances.max must be a whole number from 0 to 100, got 101',
    ],
    [
      'fewer at most than at least',
      { instances: { min: 3, max: 2 } },
      'instances.min must be a whole number from 0 to 2, got 3',
    ],
    [
      'a base that is none',
      { market: 'mixed', onDemand: { base: -1, percentage: 0 } },
      'onDemand.base must be a whole number from 0 to 100, got -1',
    ],
    [
      'a percentage that is none',
      { market: 'mixed', onDemand: { base: 0, percentage: 101 } },
      'onDemand.percentage must be a whole number from 0 to 100, got 101',
    ],
  ])('refuses %s', (_, changes, message) => {
    expect(() => synth(changes)).toThrow(message);
  });
});

describe('An instance', () => {
  const template = (changes: Changes = {}) => resourcesOf(synth(changes), LaunchTemplate)[0] ?? {};

  test('is of Amazon Linux 2023 made for ECS, for its processor', () => {
    expect(synth()).toHaveDataSourceWithProperties(DataAwsSsmParameter, {
      name: '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id',
    });
    expect(synth({ instanceTypes: ['t4g.small'] })).toHaveDataSourceWithProperties(DataAwsSsmParameter, {
      name: '/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id',
    });
  });

  test('is of Bottlerocket where that is wanted, for its processor', () => {
    expect(synth({ operatingSystem: 'bottlerocket' })).toHaveDataSourceWithProperties(DataAwsSsmParameter, {
      name: '/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id',
    });
    const json = synth({ operatingSystem: 'bottlerocket', instanceTypes: ['t4g.small'] });
    expect(json).toHaveDataSourceWithProperties(DataAwsSsmParameter, {
      name: '/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id',
    });
    const [bottlerocket] = resourcesOf(json, LaunchTemplate);
    expect(bottlerocket?.['user_data']).toMatch(/\[settings\.ecs].*cluster = .*enable-spot-instance-draining = true/s);
    expect(bottlerocket?.['block_device_mappings']).toEqual(
      ['/dev/xvda', '/dev/xvdb'].map((name) => ({
        device_name: name,
        ebs: expect.objectContaining({ encrypted: 'true' }),
      })),
    );
  });

  test('encrypts its disks with the key that it is given', () => {
    const kmsKeyArn = 'arn:aws:kms:us-east-1:111122223333:key/1';
    expect(JSON.stringify(template({ kmsKeyArn })['block_device_mappings'])).toContain(`"kms_key_id":"${kmsKeyArn}"`);
    expect(JSON.stringify(template()['block_device_mappings'])).not.toContain('kms_key_id');
  });

  test('speaks IMDSv2 alone, and not to containers', () => {
    expect(template()['metadata_options']).toMatchObject({ http_tokens: 'required', http_put_response_hop_limit: 1 });
  });

  test('has an encrypted disk', () => {
    expect(template()['block_device_mappings']).toEqual([
      { device_name: '/dev/xvda', ebs: expect.objectContaining({ encrypted: 'true', delete_on_termination: 'true' }) },
    ]);
  });

  test('has both groups of the article', () => {
    expect(template()['vpc_security_group_ids']).toEqual([
      expect.stringContaining('Groups_Instances'),
      expect.stringContaining('Groups_ECSPorts'),
    ]);
  });

  test('joins its cluster and drains before a spot interruption', () => {
    expect(template()['user_data']).toContain('ECS_CLUSTER=${aws_ecs_cluster.');
    expect(template()['user_data']).toContain('ECS_ENABLE_SPOT_INSTANCE_DRAINING=true');
    expect(template()['user_data']).toContain('ECS_AWSVPC_BLOCK_IMDS=true');
  });

  test('has a key pair only where one is given', () => {
    expect(template()).not.toHaveProperty('key_name');
    expect(template({ keyPair: 'operators' })).toMatchObject({ key_name: 'operators' });
  });

  test('may do nothing to other clusters', () => {
    const [policy] = resourcesOf(synth(), IamRolePolicy);
    const statements: { Action: string[]; Resource: string[]; Condition?: object }[] = JSON.parse(
      String(policy?.['policy']),
    ).Statement;
    const onEverything = statements.filter(({ Resource, Condition }) => Resource.includes('*') && !Condition);
    // Actions that know no resource: https://docs.aws.amazon.com/service-authorization/latest/reference/
    expect(
      onEverything
        .flatMap(({ Action }) => Action)
        .filter((action) => !/^(ssm:UpdateInstanceInformation|ssmmessages:|ec2messages:)/.test(action)),
    ).toEqual(['ecs:DiscoverPollEndpoint']);
  });
});
