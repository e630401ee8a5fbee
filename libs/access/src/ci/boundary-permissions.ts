import type { CiConfig } from '@laravel-ecs/config';
import { PREVIEW } from '@laravel-ecs/config';
import { and, type Conditions, type PolicyStatement } from '../policy-document';
import type { CiPlace } from './ci-place';
import { EnvironmentReach, PREVIEWS } from './environment-reach';
import { logGroups } from './plan-permissions';

/** The environment that a role belongs to, by its own tag, which CI can't change. */
const OWN = '${aws:PrincipalTag/Environment}';

/** What services ask of a key in the name of whoever reads or writes what is encrypted with it. */
const USES_OF_KEYS = ['kms:Decrypt', 'kms:GenerateDataKey*'];

export interface BoundaryProps {
  /** What permissions of applications may name. */
  readonly applications: CiConfig['applications'];

  /** The environment that previews stand in, whose database's password their tasks read, unless there are no previews. */
  readonly previews?: string | undefined;
}

/**
 * The most that a role can do which CI made, whatever its policies say: what roles of the stacks need, on what belongs to the role's own
 * environment, and what applications may do by the shared file. Nothing with another environment, with states, or with CI's own roles.
 * It gives nothing by itself.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function boundaryPermissions(place: CiPlace, { applications, previews }: BoundaryProps): PolicyStatement[] {
  return [
    ...ofPlatform(new EnvironmentReach(place, OWN)),
    ...applications.map(({ actions, resources, environments }) => ({
      actions,
      resources,
      conditions: environments ? isOf(...environments) : isNotOfPreviews(),
    })),
    ...(previews === undefined ? [] : ofGuests(new EnvironmentReach(place, previews))),
    ...denials(place, previews),
  ];
}

/**
 * What a role of the platform needs, as the stacks give it. A policy has little room: what has the same resources or conditions stands together,
 * for an action knows resources of its own service alone.
 */
function ofPlatform(own: EnvironmentReach): PolicyStatement[] {
  const { project } = own.place;
  return [
    // AWS lets none of these be limited to resources, or limits them to the caller itself.
    {
      actions: [
        'ec2messages:*Message',
        'ec2messages:Get*',
        'ec2messages:SendReply',
        'ecr:GetAuthorizationToken',
        'ecs:DiscoverPollEndpoint',
        'elasticloadbalancing:Describe*',
        'ssm:UpdateInstanceInformation',
        'ssmmessages:Create*',
        'ssmmessages:Open*',
      ],
      resources: ['*'],
    },
    {
      actions: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:GetDownloadUrlForLayer',
        'ecs:DeregisterContainerInstance',
        'ecs:Poll',
        'ecs:RegisterContainerInstance',
        'ecs:StartTelemetrySession',
        'ecs:Submit*',
        'ecs:TagResource',
        'ecs:UpdateContainerInstancesState',
        'ecs:UpdateService',
        'lambda:InvokeFunction',
        'logs:CreateLogGroup',
        'logs:CreateLogStream',
        'logs:DescribeLogStreams',
        'logs:GetLogEvents',
        'logs:PutLogEvents',
        'logs:PutRetentionPolicy',
        'secretsmanager:GetSecretValue',
        'ssm:StartAutomationExecution',
      ],
      resources: [
        // That of previews as well.
        own.arn('ecr', `repository/${project}*`),
        own.arn('ecs', `cluster/${own.name}`),
        ...['container-instance', 'service'].map((kind) => own.arn('ecs', `${kind}/${own.name}/*`)),
        own.arn('lambda', `function:${own.name}-*`),
        ...logGroups(own),
        // RDS has one group in an account for what machines of databases say of themselves.
        own.arn('logs', 'log-group:RDS*'),
        own.arn('secretsmanager', `secret:${project}/${OWN}/*`),
        own.arn('ssm', `automation-definition/${own.name}-*`),
      ],
    },
    ofDatabases(own, {}),
    // Tags of what is passed are not looked at. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
    {
      actions: ['iam:PassRole'],
      resources: [own.role()],
      conditions: { StringEquals: { 'iam:PassedToService': 'ssm.amazonaws.com' } },
    },
    {
      actions: [
        'ec2:CreateRoute',
        'ec2:ModifyInstanceAttribute',
        'ec2:ReplaceRoute',
        'elasticloadbalancing:DeregisterTargets',
        'elasticloadbalancing:ModifyListener',
        'elasticloadbalancing:ModifyRule',
        'elasticloadbalancing:RegisterTargets',
        'kms:DescribeKey',
        'kms:Encrypt',
        ...USES_OF_KEYS,
      ],
      resources: ['ec2', 'elasticloadbalancing', 'kms'].map((service) => own.arn(service, '*')),
      conditions: own.owned,
    },
    // AWS's own keys, which have no tags, and which can be used by way of the services that they belong to alone.
    {
      actions: USES_OF_KEYS,
      resources: [own.arn('kms', 'key/*')],
      conditions: { 'ForAnyValue:StringLike': { 'kms:ResourceAliases': 'alias/aws/*' } },
    },
  ];
}

/**
 * What one role of each preview reads of the environment that it stands in: the password of its database, by which it makes one of its own.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalarn
 */
function ofGuests(host: EnvironmentReach): PolicyStatement[] {
  const { project } = host.place;
  const role = new EnvironmentReach(host.place, PREVIEWS).role('database-execution');
  const who = { ArnLike: { 'aws:PrincipalArn': role } };
  return [
    {
      actions: ['secretsmanager:GetSecretValue'],
      resources: [host.arn('secretsmanager', `secret:${project}/${host.environment}/database-*`)],
      conditions: who,
    },
    ofDatabases(host, who),
  ];
}

/** The secret that RDS manages has no name to tell whose it is, and no tags but RDS's own. */
function ofDatabases(reach: EnvironmentReach, conditions: Conditions): PolicyStatement {
  return {
    actions: ['secretsmanager:GetSecretValue'],
    resources: [reach.arn('secretsmanager', 'secret:rds!*')],
    conditions: and(reach.ownedByDatabase, conditions),
  };
}

/** What none may do, whatever the shared file lets applications do. */
function denials({ project, partition, accountId, stateBucket }: CiPlace, host: string | undefined): PolicyStatement[] {
  // What is tagged as shared is the registry, from which all pull.
  const ofOthers = (but: readonly string[], who: Conditions): PolicyStatement => ({
    effect: 'Deny',
    actions: ['*'],
    resources: ['*'],
    conditions: and(
      {
        StringEquals: { 'aws:ResourceTag/Project': project },
        StringNotEquals: { 'aws:ResourceTag/Environment': [...but, 'shared'] },
      },
      who,
    ),
  });
  return [
    ofOthers([OWN], host === undefined ? {} : isNotOfPreviews()),
    ...(host === undefined ? [] : [ofOthers([OWN, host], isOf(PREVIEW))]),
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

/** That a role belongs to one of these environments, or to a preview. */
function isOf(...environments: readonly string[]): Conditions {
  const names = environments.map((environment) => (environment === PREVIEW ? PREVIEWS : environment));
  return { StringLike: { 'aws:PrincipalTag/Environment': names } };
}

function isNotOfPreviews(): Conditions {
  return { StringNotLike: { 'aws:PrincipalTag/Environment': PREVIEWS } };
}
