import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { requireNameWithin } from '@laravel-ecs/config';
import { Construct } from 'constructs';

export interface ContainerLogsProps {
  /** Name of the log group, such as `/laravel/dev/web`. */
  readonly name: string;

  /**
   * Days that log events are kept: one of the numbers that CloudWatch Logs knows.
   *
   * @default 30
   */
  readonly retentionDays?: number;

  /**
   * ARN of the customer's key that they are encrypted with.
   *
   * @default AWS's own key
   */
  readonly kmsKeyArn?: string | undefined;
}

/**
 * What the containers of one role say, for as long as it is kept.
 *
 * @throws RangeError for a name that AWS would refuse
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
 */
export class ContainerLogs extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, retentionDays = 30, kmsKeyArn }: ContainerLogsProps) {
    super(scope, id);
    const group = new CloudwatchLogGroup(this, 'Group', {
      name: requireNameWithin('log group', name, 512),
      retentionInDays: retentionDays,
      kmsKeyId: kmsKeyArn,
    });
    this.name = group.name;
    this.arn = group.arn;
  }
}
