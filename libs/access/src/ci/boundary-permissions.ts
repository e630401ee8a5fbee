import type { PolicyStatement } from '../policy-document';
import type { CiPlace } from './ci-place';

/** What a role of the platform needs, as the stacks give it. */
const PLATFORM = [
  'ec2:CreateRoute',
  'ec2:ModifyInstanceAttribute',
  'ec2:ReplaceRoute',
  'ec2messages:AcknowledgeMessage',
  'ec2messages:DeleteMessage',
  'ec2messages:FailMessage',
  'ec2messages:GetEndpoint',
  'ec2messages:GetMessages',
  'ec2messages:SendReply',
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:GetAuthorizationToken',
  'ecr:GetDownloadUrlForLayer',
  'ecs:DeregisterContainerInstance',
  'ecs:DescribeServices',
  'ecs:DiscoverPollEndpoint',
  'ecs:Poll',
  'ecs:RegisterContainerInstance',
  'ecs:StartTelemetrySession',
  'ecs:Submit*',
  'ecs:TagResource',
  'ecs:UpdateContainerInstancesState',
  'ecs:UpdateService',
  'elasticloadbalancing:DeregisterTargets',
  'elasticloadbalancing:Describe*',
  'elasticloadbalancing:ModifyListener',
  'elasticloadbalancing:ModifyRule',
  'elasticloadbalancing:RegisterTargets',
  'iam:PassRole',
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey*',
  'kms:ReEncrypt*',
  'lambda:InvokeFunction',
  'logs:CreateLogGroup',
  'logs:CreateLogStream',
  'logs:Describe*',
  'logs:GetLogEvents',
  'logs:PutLogEvents',
  'logs:PutRetentionPolicy',
  'secretsmanager:GetSecretValue',
  'ssm:StartAutomationExecution',
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

/** What applications ask AWS for, most of the time: to work with data, queues and messages, and to make none of those. */
const APPLICATION = [
  'cloudwatch:PutMetricData',
  'dynamodb:BatchGetItem',
  'dynamodb:BatchWriteItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:DeleteItem',
  'dynamodb:DescribeTable',
  'dynamodb:GetItem',
  'dynamodb:PutItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'dynamodb:UpdateItem',
  'events:PutEvents',
  's3:AbortMultipartUpload',
  's3:DeleteObject*',
  's3:GetBucketLocation',
  's3:GetObject*',
  's3:ListBucket*',
  's3:ListMultipartUploadParts',
  's3:PutObject*',
  'ses:Send*',
  'sns:Publish',
  'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessage',
  'sqs:GetQueueAttributes',
  'sqs:GetQueueUrl',
  'sqs:PurgeQueue',
  'sqs:ReceiveMessage',
  'sqs:SendMessage',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

/** The environment that a role belongs to, by its own tag, which CI can't change. */
const OWN = '${aws:PrincipalTag/Environment}';

export interface BoundaryProps {
  /** Actions that permissions of applications may have beside the usual ones. */
  readonly actions: readonly string[];

  /** The environment that previews stand in, whose secrets their tasks read, unless there are no previews. */
  readonly previews: string | undefined;
}

/**
 * The most that a role can do which CI made, whatever its policies say: nothing with another environment, with states, or with CI's own roles.
 * It gives nothing by itself.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundaryPermissions(place: CiPlace, { actions, previews }: BoundaryProps): readonly PolicyStatement[] {
  const { project, partition, accountId, stateBucket } = place;
  const ofProject = { 'aws:ResourceTag/Project': project };
  // What is tagged as shared is the registry, from which all pull.
  const others = (but: readonly string[]) => ({ 'aws:ResourceTag/Environment': [...but, 'shared'] });
  const databaseArn = 'aws:ResourceTag/aws:rds:primaryDBInstanceArn';
  return [
    { actions: PLATFORM, resources: ['*'] },
    { actions: [...APPLICATION, ...actions], resources: ['*'] },
    {
      effect: 'Deny',
      actions: ['*'],
      resources: ['*'],
      conditions: {
        StringEquals: ofProject,
        StringNotEquals: others([OWN]),
        ...(previews && { StringNotLike: { 'aws:PrincipalTag/Environment': 'pr-*' } }),
      },
    },
    ...(previews
      ? [
          {
            effect: 'Deny' as const,
            actions: ['*'],
            resources: ['*'],
            conditions: {
              StringEquals: ofProject,
              StringNotEquals: others([OWN, previews]),
              StringLike: { 'aws:PrincipalTag/Environment': 'pr-*' },
            },
          },
        ]
      : []),
    // A secret that RDS manages has no tags but RDS's own.
    {
      effect: 'Deny',
      actions: ['secretsmanager:GetSecretValue'],
      resources: ['*'],
      conditions: {
        Null: { [databaseArn]: 'false' },
        StringNotLike: { [databaseArn]: `*:db:${project}-${OWN}-*` },
      },
    },
    // Without its tag, a role would be nobody's.
    {
      effect: 'Deny',
      actions: ['*'],
      resources: ['*'],
      conditions: { Null: { 'aws:PrincipalTag/Environment': 'true' } },
    },
    {
      effect: 'Deny',
      actions: ['iam:PassRole', 'sts:AssumeRole'],
      resources: [`arn:${partition}:iam::${accountId}:role/${project}-ci-*`],
    },
    ...(stateBucket
      ? [
          {
            effect: 'Deny' as const,
            actions: ['s3:*'],
            resources: [`arn:${partition}:s3:::${stateBucket}`, `arn:${partition}:s3:::${stateBucket}/*`],
          },
        ]
      : []),
  ];
}
