import type { PolicyStatement } from '../policy-document';
import type { EnvironmentReach } from './environment-reach';
import { logGroups } from './plan-permissions';

/** Alarms, the dashboard, the budget, and what starts by itself. */
export function watchPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const { name } = reach;
  return [
    {
      actions: [
        'cloudwatch:DeleteAlarms',
        'cloudwatch:PutMetricAlarm',
        'cloudwatch:TagResource',
        'cloudwatch:UntagResource',
      ],
      resources: [reach.arn('cloudwatch', `alarm:${name}-*`)],
    },
    {
      actions: ['cloudwatch:DeleteDashboards', 'cloudwatch:PutDashboard'],
      resources: [reach.globalArn('cloudwatch', `dashboard/${name}`)],
    },
    {
      actions: [
        'events:DeleteRule',
        'events:PutRule',
        'events:PutTargets',
        'events:RemoveTargets',
        'events:TagResource',
        'events:UntagResource',
      ],
      resources: [reach.arn('events', `rule/${name}-*`)],
    },
    {
      actions: [
        'sns:CreateTopic',
        'sns:DeleteTopic',
        'sns:SetSubscriptionAttributes',
        'sns:SetTopicAttributes',
        'sns:Subscribe',
        'sns:TagResource',
        'sns:Unsubscribe',
        'sns:UntagResource',
      ],
      resources: reach.named('sns', ''),
    },
    {
      actions: [
        'ssm:AddTagsToResource',
        'ssm:CreateDocument',
        'ssm:DeleteDocument',
        'ssm:RemoveTagsFromResource',
        'ssm:UpdateDocument',
        'ssm:UpdateDocumentDefaultVersion',
      ],
      resources: [reach.arn('ssm', `document/${name}-*`)],
    },
    {
      actions: ['budgets:ModifyBudget', 'budgets:TagResource', 'budgets:UntagResource'],
      resources: [reach.globalArn('budgets', `budget/${name}*`)],
    },
  ];
}

/** Logs, and the parameters that releases read. */
export function recordPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const { environment } = reach;
  const { project } = reach.place;
  return [
    {
      actions: [
        'logs:AssociateKmsKey',
        'logs:CreateLogGroup',
        'logs:DeleteLogGroup',
        'logs:DeleteMetricFilter',
        'logs:DeleteRetentionPolicy',
        'logs:DisassociateKmsKey',
        'logs:PutMetricFilter',
        'logs:PutRetentionPolicy',
        'logs:TagResource',
        'logs:UntagResource',
      ],
      resources: logGroups(reach),
    },
    {
      actions: ['ssm:AddTagsToResource', 'ssm:DeleteParameter', 'ssm:PutParameter', 'ssm:RemoveTagsFromResource'],
      resources: [reach.arn('ssm', `parameter/${project}/${environment}/*`)],
    },
  ];
}
