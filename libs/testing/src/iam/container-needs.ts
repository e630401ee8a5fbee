import type { Need, Needs, Parameters } from './api-call';
import { asContext, tagsOf } from './tags';

/** ARNs of services in a cluster, which parameters name in full or by their names alone. */
function services(call: Parameters, ...names: readonly string[]): string[] {
  return call.texts(...names).map((name) => call.arn(`service/${clusterOf(call)}/${name}`));
}

function clusterOf(call: Parameters): string {
  return lastOf(call.text('cluster'));
}

function lastOf(arn: string): string {
  return arn.split('/').pop() ?? '';
}

/** What AWS asks for as well where a task is to be in a cluster. */
function inCluster(call: Parameters) {
  return { 'ecs:cluster': call.arn(`cluster/${clusterOf(call)}`) };
}

const onCluster =
  (name: string) =>
  (call: Parameters): readonly Need[] => [{ on: call.texts(name).map((each) => call.arn(`cluster/${lastOf(each)}`)) }];

const onServices =
  (...names: readonly string[]) =>
  (call: Parameters): readonly Need[] => [{ on: services(call, ...names) }];

const onCapacityProviders =
  (...names: readonly string[]) =>
  (call: Parameters): readonly Need[] => [
    { on: call.texts(...names).map((each) => call.arn(`capacity-provider/${lastOf(each)}`)) },
  ];

export const ECS: Needs = {
  CreateCapacityProvider: (call) => [{ makes: [call.arn(`capacity-provider/${call.text('name')}`)] }],
  CreateCluster: (call) => [{ makes: [call.arn(`cluster/${call.text('clusterName')}`)] }],
  CreateService: (call) => [{ makes: services(call, 'serviceName') }],
  DeleteCapacityProvider: onCapacityProviders('capacityProvider'),
  DeleteCluster: onCluster('cluster'),
  DeleteService: onServices('service'),
  DescribeCapacityProviders: onCapacityProviders('capacityProviders'),
  DescribeClusters: onCluster('clusters'),
  DescribeContainerInstances: (call) => [{ on: call.texts('containerInstances'), context: inCluster(call) }],
  DescribeServiceDeployments: (call) => [{ on: call.texts('serviceDeploymentArns') }],
  DescribeServices: onServices('services'),
  DescribeTasks: (call) => [{ on: call.texts('tasks'), context: inCluster(call) }],
  ExecuteCommand: (call) => [
    { on: [call.arn(`cluster/${clusterOf(call)}`), call.text('task')], context: inCluster(call) },
  ],
  ListContainerInstances: onCluster('cluster'),
  ListServiceDeployments: onServices('service'),
  ListTasks: (call) => [{ on: [call.arn(`container-instance/${clusterOf(call)}/any`)], context: inCluster(call) }],
  PutClusterCapacityProviders: onCluster('cluster'),
  RegisterTaskDefinition: (call) => [
    { makes: [call.arn(`task-definition/${call.text('family')}:1`)] },
    ...call.passes('ecs-tasks.amazonaws.com', ...call.texts('taskRoleArn', 'executionRoleArn')),
  ],
  RunTask: (call) => {
    const task = call.text('taskDefinition');
    const family = lastOf(task).split(':')[0] ?? '';
    return [
      { on: [task], context: inCluster(call) },
      ...call.passes('ecs-tasks.amazonaws.com', `${family}-task`, `${family}-execution`),
    ];
  },
  StopServiceDeployment: (call) => {
    const deployment = call.text('serviceDeploymentArn');
    return [
      { on: [deployment] },
      { on: [deployment.replace(':service-deployment/', ':service/').replace(/\/[^/]+$/, '')] },
    ];
  },
  StopTask: (call) => [{ on: call.texts('task'), context: inCluster(call) }],
  TagResource: (call) => [{ on: call.texts('resourceArn') }],
  UpdateCapacityProvider: onCapacityProviders('name'),
  UpdateCluster: onCluster('cluster'),
  UpdateService: onServices('service'),
};

const onGroup = (call: Parameters): readonly Need[] => [
  { on: [call.arn(`autoScalingGroup:id:autoScalingGroupName/${call.text('AutoScalingGroupName')}`)] },
];

export const AUTO_SCALING: Needs = {
  CreateAutoScalingGroup: (call) => {
    // What it will start, it starts in the name of whoever makes the group.
    const starts = ['instance', 'network-interface', 'volume'].map((kind) => call.arn(`${kind}/new`, 'ec2'));
    const template = call.arn('launch-template/lt-of-it', 'ec2');
    return [
      { makes: [call.arn(`autoScalingGroup:id:autoScalingGroupName/${call.text('AutoScalingGroupName')}`)] },
      { action: 'ec2:RunInstances', on: [...starts, template], context: { 'ec2:LaunchTemplate': template } },
      ...call.passes('ec2.amazonaws.com', call.text('AutoScalingGroupName').replace(/instances$/, 'instance')),
    ];
  },
  CreateOrUpdateTags: (call) => [
    {
      on: ((call.given['Tags'] ?? []) as readonly { ResourceId: string }[]).map(({ ResourceId }) =>
        call.arn(`autoScalingGroup:id:autoScalingGroupName/${ResourceId}`),
      ),
    },
  ],
  DeleteAutoScalingGroup: onGroup,
  DeleteScheduledAction: onGroup,
  PutScheduledUpdateGroupAction: onGroup,
  SetInstanceProtection: onGroup,
  UpdateAutoScalingGroup: onGroup,
};

const ofNamespace = (call: Parameters) => ({
  'application-autoscaling:service-namespace': call.text('ServiceNamespace'),
});

const onTarget = (call: Parameters): readonly Need[] => [
  { on: [call.arn('scalable-target/of-it')], context: ofNamespace(call) },
];

export const APPLICATION_AUTO_SCALING: Needs = {
  DeleteScalingPolicy: onTarget,
  DeleteScheduledAction: onTarget,
  DeregisterScalableTarget: onTarget,
  ListTagsForResource: (call) => [{ on: call.texts('ResourceARN') }],
  PutScalingPolicy: onTarget,
  PutScheduledAction: onTarget,
  // The first time, Terraform's, has tags; every other time it is there.
  RegisterScalableTarget: (call) => [
    call.given['Tags']
      ? { makes: [call.arn('scalable-target/new')], context: ofNamespace(call) }
      : { on: [call.arn('scalable-target/of-it')], context: ofNamespace(call) },
  ],
};

const onArns =
  (...names: readonly string[]) =>
  (call: Parameters): readonly Need[] => [{ on: call.texts(...names) }];

export const ELASTIC_LOAD_BALANCING: Needs = {
  AddListenerCertificates: onArns('ListenerArn'),
  AddTags: onArns('ResourceArns'),
  CreateListener: (call) => [{ on: call.texts('LoadBalancerArn'), context: given(call) }],
  CreateLoadBalancer: (call) => [{ makes: [call.arn(`loadbalancer/app/${call.text('Name')}/new`)] }],
  CreateRule: (call) => [
    { on: call.texts('ListenerArn'), context: given(call) },
    // The simulator knows tags of load balancers alone.
    {
      action: 'elasticloadbalancing:AddTags',
      makes: [call.arn('loadbalancer/app/new/new')],
      context: { 'elasticloadbalancing:CreateAction': 'CreateRule' },
    },
  ],
  CreateTargetGroup: (call) => [{ makes: [call.arn(`targetgroup/${call.text('Name')}/new`)] }],
  DeleteListener: onArns('ListenerArn'),
  DeleteLoadBalancer: onArns('LoadBalancerArn'),
  DeleteRule: onArns('RuleArn'),
  DeleteTargetGroup: onArns('TargetGroupArn'),
  ModifyListener: onArns('ListenerArn'),
  ModifyListenerAttributes: onArns('ListenerArn'),
  ModifyLoadBalancerAttributes: onArns('LoadBalancerArn'),
  ModifyRule: onArns('RuleArn'),
  ModifyTargetGroup: onArns('TargetGroupArn'),
  ModifyTargetGroupAttributes: onArns('TargetGroupArn'),
  RemoveListenerCertificates: onArns('ListenerArn'),
  SetSecurityGroups: onArns('LoadBalancerArn'),
  SetSubnets: onArns('LoadBalancerArn'),
};

/** IAM looks at the tags of what is made together with what it is made on. */
function given(call: Parameters) {
  return asContext('aws:RequestTag', tagsOf(call.given));
}
