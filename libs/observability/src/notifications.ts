import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { KmsKey } from '@cdktf/provider-aws/lib/kms-key';
import { SnsTopic } from '@cdktf/provider-aws/lib/sns-topic';
import { SnsTopicPolicy } from '@cdktf/provider-aws/lib/sns-topic-policy';
import { SnsTopicSubscription } from '@cdktf/provider-aws/lib/sns-topic-subscription';
import { requireNameWithin } from '@laravel-ecs/config';
import { Construct } from 'constructs';

export interface NotificationsProps {
  /** Name of the topic, at most 256 characters. */
  readonly name: string;

  /**
   * Who is written to. Each has to confirm once, by the link in the first mail.
   *
   * @default nobody: whatever else subscribes to the topic
   */
  readonly emails?: readonly string[];
}

/**
 * The one topic of an environment that alarms, events and the budget tell people by.
 *
 * It is encrypted with a key of its own, since AWS's own key for SNS keeps CloudWatch from publishing.
 *
 * @throws RangeError for a name that AWS would refuse
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class Notifications extends Construct {
  readonly topicArn: string;

  constructor(scope: Construct, id: string, { name, emails = [] }: NotificationsProps) {
    super(scope, id);
    const { accountId } = new DataAwsCallerIdentity(this, 'Account');
    const { partition } = new DataAwsPartition(this, 'Partition');
    // EventBridge is documented without a condition on both sides; the others speak for this account alone.
    const senders = [
      { Principal: { Service: 'events.amazonaws.com' } },
      {
        Principal: { Service: ['cloudwatch.amazonaws.com', 'budgets.amazonaws.com'] },
        Condition: { StringEquals: { 'aws:SourceAccount': accountId } },
      },
    ];
    const owner = { Principal: { AWS: `arn:${partition}:iam::${accountId}:root` } };

    const key = new KmsKey(this, 'Key', {
      description: `Notifications of ${name}`,
      enableKeyRotation: true,
      deletionWindowInDays: 7,
      policy: document([
        // In the policy of a key, '*' is that key.
        { ...owner, Action: 'kms:*', Resource: '*' },
        ...senders.map((sender) => ({ ...sender, Action: ['kms:Decrypt', 'kms:GenerateDataKey*'], Resource: '*' })),
      ]),
    });
    const topic = new SnsTopic(this, 'Topic', {
      name: requireNameWithin('topic', name, 256),
      kmsMasterKeyId: key.arn,
    });
    new SnsTopicPolicy(this, 'TopicPolicy', {
      arn: topic.arn,
      policy: document(senders.map((sender) => ({ ...sender, Action: 'sns:Publish', Resource: topic.arn }))),
    });
    for (const [index, endpoint] of emails.entries()) {
      new SnsTopicSubscription(this, `Email${index}`, { topicArn: topic.arn, protocol: 'email', endpoint });
    }
    this.topicArn = topic.arn;
  }
}

function document(statements: readonly object[]): string {
  const allowed = statements.map((statement) => ({ Effect: 'Allow', ...statement }));
  return JSON.stringify({ Version: '2012-10-17', Statement: allowed });
}
