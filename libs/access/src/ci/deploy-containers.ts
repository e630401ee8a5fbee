import type { PolicyStatement } from '../policy-document';
import type { EnvironmentReach } from './environment-reach';

/** The cluster, and what runs in it. */
export function containerPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const { name } = reach;
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
      actions: ['application-autoscaling:RegisterScalableTarget', 'application-autoscaling:TagResource'],
      resources: [reach.arn('application-autoscaling', 'scalable-target/*')],
      conditions: reach.made,
    },
    {
      actions: [
        'application-autoscaling:DeleteScalingPolicy',
        'application-autoscaling:DeleteScheduledAction',
        'application-autoscaling:DeregisterScalableTarget',
        'application-autoscaling:PutScalingPolicy',
        'application-autoscaling:PutScheduledAction',
        'application-autoscaling:RegisterScalableTarget',
        'application-autoscaling:TagResource',
        'application-autoscaling:UntagResource',
      ],
      resources: [reach.arn('application-autoscaling', 'scalable-target/*')],
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
