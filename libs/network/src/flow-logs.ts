import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { FlowLog } from '@cdktf/provider-aws/lib/flow-log';
import { ServiceRole } from '@laravel-ecs/access';
import { Construct } from 'constructs';
import type { Vpc } from './vpc';

export interface FlowLogsProps {
  /** Network whose connections are written down. */
  readonly vpc: Vpc;

  /** Days that they are kept: one of the numbers that CloudWatch Logs knows. */
  readonly retentionDays: number;

  /**
   * ARN of the customer's key that they are encrypted with.
   *
   * @default AWS's own key
   */
  readonly kmsKeyArn?: string | undefined;
}

/**
 * Who talked to whom in a network, accepted or not: addresses, ports and bytes, no content.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs.html
 */
export class FlowLogs extends Construct {
  constructor(scope: Construct, id: string, { vpc, retentionDays, kmsKeyArn }: FlowLogsProps) {
    super(scope, id);
    const group = new CloudwatchLogGroup(this, 'Group', {
      name: `/${vpc.name}/flow-logs`,
      retentionInDays: retentionDays,
      kmsKeyId: kmsKeyArn,
    });
    const role = new ServiceRole(this, 'Role', {
      name: vpc.nameOf('flow-logs'),
      principal: 'vpc-flow-logs.amazonaws.com',
      statements: [
        {
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
          resources: [`${group.arn}:*`],
        },
      ],
    });
    new FlowLog(this, 'Log', {
      vpcId: vpc.id,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: group.arn,
      iamRoleArn: role.arn,
      tags: { Name: vpc.nameOf('flow-logs') },
      dependsOn: role.policy ? [role.policy] : [],
    });
  }
}
