import { ServiceRole, type PolicyStatement } from '@laravel-ecs/access';
import type { Construct } from 'constructs';
import type { Cluster } from './cluster';

/**
 * What an instance may do: be a member of its own cluster, and open sessions of Systems Manager.
 *
 * AWS's managed policies allow more (any cluster, any parameter). Where `*` stands here, the action knows no resource or
 * the condition narrows it.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
 */
export function instanceRole(scope: Construct, id: string, name: string, cluster: Cluster): ServiceRole {
  return new ServiceRole(scope, id, {
    name,
    principal: 'ec2.amazonaws.com',
    statements: [...membership(cluster), SESSIONS],
  });
}

function membership({ arn }: Cluster): PolicyStatement[] {
  return [
    { actions: ['ecs:DiscoverPollEndpoint'], resources: ['*'] },
    {
      actions: ['ecs:RegisterContainerInstance', 'ecs:DeregisterContainerInstance', 'ecs:Submit*'],
      resources: [arn],
    },
    {
      actions: ['ecs:Poll', 'ecs:StartTelemetrySession', 'ecs:UpdateContainerInstancesState', 'ecs:TagResource'],
      resources: ['*'],
      conditions: { ArnEquals: { 'ecs:cluster': arn } },
    },
  ];
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/getting-started-create-iam-instance-profile.html */
const SESSIONS: PolicyStatement = {
  actions: [
    'ssm:UpdateInstanceInformation',
    'ssmmessages:CreateControlChannel',
    'ssmmessages:CreateDataChannel',
    'ssmmessages:OpenControlChannel',
    'ssmmessages:OpenDataChannel',
    'ec2messages:AcknowledgeMessage',
    'ec2messages:DeleteMessage',
    'ec2messages:FailMessage',
    'ec2messages:GetEndpoint',
    'ec2messages:GetMessages',
    'ec2messages:SendReply',
  ],
  resources: ['*'],
};
