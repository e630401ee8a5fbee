import { and, type PolicyStatement } from '../policy-document';
import type { EnvironmentReach } from './environment-reach';

/** The cluster, and what runs in it. */
export function containerPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const { name } = reach;
  const scalableTargets = [reach.arn('application-autoscaling', 'scalable-target/*')];
  // Not tables, functions and what else is scaled in an account.
  const ofServices = { StringEquals: { 'application-autoscaling:service-namespace': 'ecs' } };
  return [
    {
      actions: [
        'ecs:CreateCapacityProvider',
        'ecs:CreateCluster',
        'ecs:CreateService',
        'ecs:DeleteCapacityProvider',
        'ecs:DeleteCluster',
        'ecs:DeleteService',
        'ecs:PutClusterCapacityProviders',
        'ecs:RegisterTaskDefinition',
        'ecs:TagResource',
        'ecs:UntagResource',
        'ecs:UpdateCapacityProvider',
        'ecs:UpdateCluster',
        'ecs:UpdateClusterSettings',
        'ecs:UpdateService',
      ],
      resources: [
        ...reach.named('ecs', 'capacity-provider/'),
        reach.arn('ecs', `cluster/${name}`),
        reach.arn('ecs', `service/${name}/*`),
        reach.arn('ecs', `task-definition/${name}-*:*`),
      ],
    },
    {
      actions: ['application-autoscaling:RegisterScalableTarget'],
      resources: scalableTargets,
      conditions: and(reach.made, ofServices),
    },
    {
      actions: [
        'application-autoscaling:DeleteScalingPolicy',
        'application-autoscaling:DeleteScheduledAction',
        'application-autoscaling:DeregisterScalableTarget',
        'application-autoscaling:PutScalingPolicy',
        'application-autoscaling:PutScheduledAction',
        'application-autoscaling:RegisterScalableTarget',
      ],
      resources: scalableTargets,
      conditions: and(reach.owned, ofServices),
    },
    // AWS asks for this one right whether a target is being made or is there, and says of neither which it is, nor what is scaled.
    { actions: ['application-autoscaling:TagResource'], resources: scalableTargets, conditions: reach.made },
    {
      actions: ['application-autoscaling:TagResource', 'application-autoscaling:UntagResource'],
      resources: scalableTargets,
      conditions: reach.kept,
    },
  ];
}

/** Its instances. */
export function instancePermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  return [
    {
      actions: [
        'autoscaling:AttachInstances',
        'autoscaling:CreateAutoScalingGroup',
        'autoscaling:CreateOrUpdateTags',
        'autoscaling:DeleteAutoScalingGroup',
        'autoscaling:DeleteScheduledAction',
        'autoscaling:DeleteTags',
        'autoscaling:PutScheduledUpdateGroupAction',
        'autoscaling:SetInstanceProtection',
        'autoscaling:StartInstanceRefresh',
        'autoscaling:CancelInstanceRefresh',
        'autoscaling:UpdateAutoScalingGroup',
      ],
      resources: [reach.arn('autoscaling', `autoScalingGroup:*:autoScalingGroupName/${reach.name}-*`)],
    },
  ];
}
