import { and, type Conditions, type PolicyStatement } from '../policy-document';
import type { CiPlace } from './ci-place';
import { EnvironmentReach, PREVIEWS } from './environment-reach';

const READ = 'secretsmanager:GetSecretValue';

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
  READ,
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

/** What tells whose password it is that RDS manages: such a secret has no tags but RDS's own. */
const DATABASE = 'aws:ResourceTag/aws:rds:primaryDBInstanceArn';

export interface BoundaryProps {
  /** Actions that permissions of applications may have beside the usual ones. */
  readonly actions: readonly string[];

  /**
   * The environment that previews stand in, unless there are none. The tasks that make their databases read the password of its database's
   * first user: that is all of it that any role of a preview reaches.
   */
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
  const guest = previews === undefined ? undefined : guestOf(place, previews);
  const ofOthers: Conditions = {
    StringEquals: { 'aws:ResourceTag/Project': project },
    // What is tagged as shared is the registry, from which all pull.
    StringNotEquals: { 'aws:ResourceTag/Environment': [OWN, 'shared'] },
  };
  const databasesBut = (environment: string): Conditions => ({
    Null: { [DATABASE]: 'false' },
    StringNotLike: { [DATABASE]: `*:db:${project}-${environment}-*` },
  });
  return [
    { actions: PLATFORM, resources: ['*'] },
    { actions: [...APPLICATION, ...actions], resources: ['*'] },
    deny(['*'], ofOthers, guest && { except: [guest.password] }),
    deny([READ], and(databasesBut(OWN), guest?.isNot ?? {})),
    ...(guest
      ? [
          deny(['*'], and(ofOthers, guest.isNot), { resources: [guest.password] }),
          deny([READ], and(databasesBut(guest.host), guest.is)),
        ]
      : []),
    // Without its tag, a role would be nobody's.
    deny(['*'], { Null: { 'aws:PrincipalTag/Environment': 'true' } }),
    deny(['iam:PassRole', 'sts:AssumeRole'], undefined, {
      resources: [`arn:${partition}:iam::${accountId}:role/${project}-ci-*`],
    }),
    ...(stateBucket
      ? [
          deny(['s3:*'], undefined, {
            resources: [`arn:${partition}:s3:::${stateBucket}`, `arn:${partition}:s3:::${stateBucket}/*`],
          }),
        ]
      : []),
  ];
}

function deny(
  actions: readonly string[],
  conditions?: Conditions,
  about: Partial<Pick<PolicyStatement, 'resources' | 'except'>> = {},
): PolicyStatement {
  return { effect: 'Deny', actions, resources: ['*'], ...about, ...(conditions && { conditions }) };
}

/**
 * The one role of a preview that reaches into the environment that it stands in, and the one thing that it reaches.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
function guestOf(place: CiPlace, host: string) {
  const role = { 'aws:PrincipalArn': new EnvironmentReach(place, PREVIEWS).role('database-execution') };
  return {
    host,
    is: { ArnLike: role } as Conditions,
    isNot: { ArnNotLike: role } as Conditions,
    password: new EnvironmentReach(place, host).arn('secretsmanager', `secret:${place.project}/${host}/database-*`),
  };
}
