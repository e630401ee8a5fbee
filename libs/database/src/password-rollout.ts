import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { SsmDocument } from '@cdktf/provider-aws/lib/ssm-document';
import { ServiceRole } from '@laravel-ecs/access';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

export interface PasswordRolloutProps {
  /** In front of the names of all that it needs: `laravel-prod`. */
  readonly name: string;

  readonly region: string;

  /** ARN of the secret whose changes are waited for. */
  readonly secretArn: string;

  /** Name of the ECS cluster. */
  readonly cluster: string;

  /** Names of the services whose tasks have read the secret. */
  readonly services: readonly string[];
}

/**
 * Gives tasks the new password when Secrets Manager has changed it: a rule of EventBridge starts an automation of Systems
 * Manager, which deploys each service anew. There is no function to look after.
 *
 * Secrets Manager tells of a change by way of CloudTrail: the account needs a trail.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/monitoring-eventbridge.html
 */
export class PasswordRollout extends Construct {
  constructor(scope: Construct, id: string, { name, region, secretArn, cluster, services }: PasswordRolloutProps) {
    super(scope, id);
    const { accountId } = new DataAwsCallerIdentity(this, 'Account');
    const { partition } = new DataAwsPartition(this, 'Partition');
    const automation = new ServiceRole(this, 'AutomationRole', {
      name: `${name}-password-automation`,
      principal: 'ssm.amazonaws.com',
      statements: [
        {
          actions: ['ecs:UpdateService'],
          resources: services.map(
            (service) => `arn:${partition}:ecs:${region}:${accountId}:service/${cluster}/${service}`,
          ),
        },
      ],
    });
    const document = new SsmDocument(this, 'Document', {
      name: `${name}-password-rollout`,
      documentType: 'Automation',
      documentFormat: 'JSON',
      content: Fn.jsonencode({
        schemaVersion: '0.3',
        description: 'Deploys services anew, so that their tasks read the new password of the database',
        assumeRole: automation.arn,
        mainSteps: services.map((service) => ({
          name: service,
          action: 'aws:executeAwsApi',
          inputs: { Service: 'ecs', Api: 'UpdateService', cluster, service, forceNewDeployment: true },
          onFailure: 'Continue',
        })),
      }),
    });

    const definition = `arn:${partition}:ssm:${region}:${accountId}:automation-definition/${document.name}`;
    const starter = new ServiceRole(this, 'StarterRole', {
      name: `${name}-password-starter`,
      principal: 'events.amazonaws.com',
      statements: [
        { actions: ['ssm:StartAutomationExecution'], resources: [`${definition}:*`] },
        {
          actions: ['iam:PassRole'],
          resources: [automation.arn],
          conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
        },
      ],
    });
    const rule = new CloudwatchEventRule(this, 'Rule', {
      name: `${name}-password-changed`,
      description: 'The password of the database has changed',
      eventPattern: Fn.jsonencode({
        source: ['aws.secretsmanager'],
        'detail-type': ['AWS Service Event via CloudTrail'],
        detail: { eventName: ['RotationSucceeded'], additionalEventData: { SecretId: [secretArn] } },
      }),
    });
    new CloudwatchEventTarget(this, 'Target', {
      rule: rule.name,
      arn: `${definition}:$DEFAULT`,
      roleArn: starter.arn,
    });
  }
}
