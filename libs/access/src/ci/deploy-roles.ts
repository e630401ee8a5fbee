import { and, type Conditions, type PolicyStatement } from '../policy-document';
import { boundaryArn, type CiPlace } from './ci-place';
import type { EnvironmentReach } from './environment-reach';
import { rolesOfTasks } from './release-permissions';

/**
 * Roles of the environment, each with the boundary from the beginning to its end, and handed to none but the services that they are for.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function rolePermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const { place } = reach;
  const pass = (service: string, ...ends: readonly string[]) => ({
    actions: ['iam:PassRole'],
    resources: ends.map((end) => reach.role(end)),
    conditions: { StringEquals: { 'iam:PassedToService': service } },
  });
  return [
    ...ownRolePermissions(reach),
    {
      actions: ['iam:AttachRolePolicy', 'iam:DetachRolePolicy'],
      resources: [reach.role('traffic')],
      conditions: and(bound(place), {
        ArnEquals: {
          'iam:PolicyARN': `arn:${place.partition}:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers`,
        },
      }),
    },
    {
      actions: ['iam:TagInstanceProfile'],
      resources: [reach.globalArn('iam', `instance-profile/${reach.name}-*`)],
      conditions: reach.made,
    },
    {
      actions: [
        'iam:AddRoleToInstanceProfile',
        'iam:CreateInstanceProfile',
        'iam:DeleteInstanceProfile',
        'iam:RemoveRoleFromInstanceProfile',
      ],
      resources: [reach.globalArn('iam', `instance-profile/${reach.name}-*`)],
    },
    {
      actions: ['iam:PassRole'],
      resources: rolesOfTasks(reach),
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
    pass('ec2.amazonaws.com', 'instance', 'nat'),
    pass('ecs.amazonaws.com', 'hooks', 'traffic'),
    pass('monitoring.rds.amazonaws.com', 'database-monitoring'),
    pass('ssm.amazonaws.com', 'password-automation'),
    pass('events.amazonaws.com', 'password-starter'),
    pass('vpc-flow-logs.amazonaws.com', 'flow-logs'),
  ];
}

/** To make roles and to give them rights, and to hand none of them on. */
export function ownRolePermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const { place } = reach;
  const boundary = bound(place);
  return [
    {
      actions: ['iam:CreateRole'],
      resources: [reach.role()],
      conditions: and(reach.made, boundary),
    },
    // Its boundary is looked at again whenever a role gets rights.
    {
      actions: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy', 'iam:PutRolePermissionsBoundary'],
      resources: [reach.role()],
      conditions: boundary,
    },
    {
      actions: ['iam:DeleteRole', 'iam:UpdateAssumeRolePolicy', 'iam:UpdateRole', 'iam:UpdateRoleDescription'],
      resources: [reach.role()],
    },
    {
      actions: ['iam:TagRole'],
      resources: [reach.role()],
      conditions: reach.made,
    },
    // Nothing above reaches these; nothing that is added one day is to reach them either.
    {
      effect: 'Deny',
      actions: ['iam:*'],
      resources: [
        ...['policy', 'role', 'user'].map((kind) => reach.globalArn('iam', `${kind}/${place.project}-ci-*`)),
        reach.globalArn('iam', 'oidc-provider/*'),
      ],
    },
    // AWS makes these once in an account, with rights that nobody can choose.
    {
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [reach.globalArn('iam', 'role/aws-service-role/*')],
      conditions: {
        StringEquals: {
          'iam:AWSServiceName': [
            'autoscaling.amazonaws.com',
            'ecs.amazonaws.com',
            'ecs.application-autoscaling.amazonaws.com',
            'elasticache.amazonaws.com',
            'elasticloadbalancing.amazonaws.com',
            'rds.amazonaws.com',
            'spot.amazonaws.com',
          ],
        },
      },
    },
  ];
}

/** That a role has the boundary. */
function bound(place: CiPlace): Conditions {
  return { StringEquals: { 'iam:PermissionsBoundary': boundaryArn(place) } };
}
