import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { ServiceRole } from '@laravel-ecs/access';
import type { DeploymentConfig } from '@laravel-ecs/config';
import type { Construct } from 'constructs';
import type { RequestSource } from './service';

/** How requests move from the tasks of one release to those of the next, all but by replacing the tasks one after the other. */
export type GradualDeployment = Exclude<DeploymentConfig, { strategy: 'rolling' }>;

/**
 * What a service with a strategy of its own says of its deployments. ECS has its own word for each.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-blue-green.html
 */
export function deploymentConfiguration(scope: Construct, name: string, deployment: GradualDeployment) {
  const { strategy, bakeMinutes, hooks } = deployment;
  return {
    strategy: strategy.replaceAll('-', '_').toUpperCase(),
    bakeTimeInMinutes: String(bakeMinutes),
    ...(strategy === 'canary' && {
      canaryConfiguration: {
        canaryPercent: deployment.percent,
        canaryBakeTimeInMinutes: String(deployment.canaryMinutes),
      },
    }),
    ...(strategy === 'linear' && {
      linearConfiguration: {
        stepPercent: deployment.stepPercent,
        stepBakeTimeInMinutes: String(deployment.stepMinutes),
      },
    }),
    ...(hooks.length > 0 && { lifecycleHook: lifecycleHooks(scope, name, hooks) }),
  };
}

function lifecycleHooks(scope: Construct, name: string, hooks: GradualDeployment['hooks']) {
  const { arn: roleArn } = new ServiceRole(scope, 'HookRole', {
    name: `${name}-hooks`,
    principal: 'ecs.amazonaws.com',
    statements: [{ actions: ['lambda:InvokeFunction'], resources: hooks.map(({ functionArn }) => functionArn) }],
  });
  return hooks.map(({ functionArn, stages }) => ({
    hookTargetArn: functionArn,
    roleArn,
    lifecycleStages: stages.map((stage) => stage.replaceAll('-', '_').toUpperCase()),
  }));
}

/**
 * What ECS needs to move requests between two target groups, and the role that lets it.
 *
 * @throws Error for a source of requests that has but one target group
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/AmazonECSInfrastructureRolePolicyForLoadBalancers.html
 */
export function trafficShift(scope: Construct, name: string, { blueGreen }: RequestSource) {
  if (!blueGreen) {
    throw new Error('a deployment that is not rolling needs two target groups: give requests.blueGreen');
  }
  const role = new ServiceRole(scope, 'TrafficRole', {
    name: `${name}-traffic`,
    principal: 'ecs.amazonaws.com',
    statements: [],
  });
  const permissions = new IamRolePolicyAttachment(scope, 'TrafficPermissions', {
    role: role.name,
    policyArn: 'arn:aws:iam::aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers',
  });
  return {
    permissions,
    advancedConfiguration: {
      alternateTargetGroupArn: blueGreen.alternateTargetGroupArn,
      productionListenerRule: blueGreen.productionListenerRuleArn,
      ...(blueGreen.testListenerRuleArn && { testListenerRule: blueGreen.testListenerRuleArn }),
      roleArn: role.arn,
    },
  };
}
