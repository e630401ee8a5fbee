import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

export interface FailureEventsProps {
  /** In front of the rule's name: `laravel-prod`. */
  readonly name: string;

  /** ARN of the ECS cluster. */
  readonly clusterArn: string;

  /** Topic that is told. */
  readonly topicArn: string;
}

/**
 * Tells people what ECS gives up on: a deployment that failed, and a task that finds no room.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
 */
export class FailureEvents extends Construct {
  constructor(scope: Construct, id: string, { name, clusterArn, topicArn }: FailureEventsProps) {
    super(scope, id);
    this.#tell('FailedDeployment', topicArn, {
      name: `${name}-failed-deployment`,
      description: 'A deployment of a service failed, and ECS rolls it back',
      // These events name their service, whose ARN begins as its cluster's does.
      pattern: {
        'detail-type': ['ECS Deployment State Change'],
        resources: [{ prefix: `${servicesOf(clusterArn)}/` }],
        detail: { eventName: ['SERVICE_DEPLOYMENT_FAILED'] },
      },
    });
    this.#tell('UnschedulableTask', topicArn, {
      name: `${name}-unschedulable-task`,
      description: 'A task of a service finds no room',
      pattern: {
        'detail-type': ['ECS Service Action'],
        detail: { eventName: ['SERVICE_TASK_PLACEMENT_FAILURE'], clusterArn: [clusterArn] },
      },
    });
  }

  #tell(id: string, topicArn: string, rule: { name: string; description: string; pattern: object }): void {
    const { name } = new CloudwatchEventRule(this, id, {
      name: rule.name,
      description: rule.description,
      eventPattern: Fn.jsonencode({ source: ['aws.ecs'], ...rule.pattern }),
    });
    new CloudwatchEventTarget(this, `${id}Target`, { rule: name, arn: topicArn });
  }
}

/** `arn:aws:ecs:REGION:ACCOUNT:service/CLUSTER`, from a cluster's ARN that Terraform knows only as it runs. */
function servicesOf(clusterArn: string): string {
  return Fn.replace(clusterArn, ':cluster/', ':service/');
}
