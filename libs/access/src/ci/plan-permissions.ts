import type { PolicyStatement } from '../policy-document';
import type { EnvironmentReach } from './environment-reach';
import { statePermissions } from './state-permissions';

/**
 * What Terraform asks AWS for to plan an environment with `-refresh=false` and `-lock=false`: to look. The provider refreshes a password by reading
 * it, and who may lock a state may hold up whoever deploys.
 */
export function planPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  return [...statePermissions(reach, 'read'), ...readPermissions(reach)];
}

/** What it asks for to plan without either. */
export function driftPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  return [...statePermissions(reach, 'lock'), ...readPermissions(reach), ...refreshPermissions(reach)];
}

/**
 * Values of the secrets that Terraform itself made, which the provider reads to refresh them: those of the database and of the session
 * store, never the application's.
 */
export function refreshPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const { project } = reach.place;
  return [
    {
      actions: ['secretsmanager:GetSecretValue'],
      resources: ['database', 'sessions'].map((secret) =>
        reach.arn('secretsmanager', `secret:${project}/${reach.environment}/${secret}-*`),
      ),
    },
  ];
}

/** What there is, without values of secrets. */
export function readPermissions(reach: EnvironmentReach): readonly PolicyStatement[] {
  const { project, partition, region } = reach.place;
  const { environment, name } = reach;
  return [
    // AWS lets none of these be limited to resources, or Terraform asks for one of all by what no ARN has.
    {
      actions: [
        'application-autoscaling:Describe*',
        'autoscaling:Describe*',
        'acm:ListCertificates',
        'ec2:Describe*',
        'ec2:GetManagedPrefixListEntries',
        'ecs:DescribeTaskDefinition',
        'elasticloadbalancing:Describe*',
        'kms:ListAliases',
        'logs:DescribeLogGroups',
        'logs:DescribeResourcePolicies',
        'rds:DescribeDBEngineVersions',
        'rds:DescribeDBInstances',
        'rds:DescribeOrderableDBInstanceOptions',
        'route53:ListHostedZones',
        'route53:ListHostedZonesByName',
        'secretsmanager:GetRandomPassword',
        'ssm:DescribeParameters',
        'sts:GetCallerIdentity',
        'wafv2:ListWebACLs',
      ],
      resources: ['*'],
    },
    // Of these, AWS gives ids that nobody knows before, and knows tags.
    {
      actions: [
        'acm:DescribeCertificate',
        'acm:ListTagsForCertificate',
        'application-autoscaling:ListTagsForResource',
        'kms:DescribeKey',
        'kms:GetKeyPolicy',
        'kms:GetKeyRotationStatus',
        'kms:ListResourceTags',
      ],
      resources: ['*'],
      conditions: reach.owned,
    },
    {
      actions: ['route53:GetHostedZone', 'route53:ListResourceRecordSets', 'route53:ListTagsForResource'],
      resources: [`arn:${partition}:route53:::hostedzone/*`],
    },
    { actions: ['route53:GetChange'], resources: [`arn:${partition}:route53:::change/*`] },
    {
      actions: [
        'ecs:DescribeCapacityProviders',
        'ecs:DescribeClusters',
        'ecs:DescribeServices',
        'ecs:ListTagsForResource',
      ],
      resources: [
        ...reach.named('ecs', 'capacity-provider/'),
        reach.arn('ecs', `cluster/${name}`),
        reach.arn('ecs', `service/${name}/*`),
        reach.arn('ecs', `task-definition/${name}-*:*`),
      ],
    },
    {
      actions: ['rds:DescribeDB*', 'rds:ListTagsForResource'],
      resources: ['db', 'pg', 'subgrp', 'snapshot'].flatMap((kind) => reach.arn('rds', `${kind}:${name}-*`)),
    },
    {
      actions: ['elasticache:Describe*', 'elasticache:ListTagsForResource'],
      resources: ['cluster', 'parametergroup', 'replicationgroup', 'subnetgroup', 'snapshot'].map((kind) =>
        reach.arn('elasticache', `${kind}:${name}-*`),
      ),
    },
    {
      actions: ['iam:GetRole', 'iam:GetRolePolicy', 'iam:ListRolePolicies', 'iam:ListAttachedRolePolicies'],
      resources: [reach.role()],
    },
    { actions: ['iam:ListInstanceProfilesForRole'], resources: [reach.role()] },
    { actions: ['iam:GetInstanceProfile'], resources: [reach.globalArn('iam', `instance-profile/${name}-*`)] },
    {
      actions: ['logs:DescribeMetricFilters', 'logs:ListTagsForResource', 'logs:ListTagsLogGroup'],
      resources: logGroups(reach),
    },
    {
      actions: ['cloudwatch:DescribeAlarms', 'cloudwatch:ListTagsForResource'],
      resources: [reach.arn('cloudwatch', `alarm:${name}-*`)],
    },
    { actions: ['cloudwatch:GetDashboard'], resources: [reach.globalArn('cloudwatch', `dashboard/${name}`)] },
    {
      actions: ['events:DescribeRule', 'events:ListTagsForResource', 'events:ListTargetsByRule'],
      resources: [reach.arn('events', `rule/${name}-*`)],
    },
    // Newer providers look by its id for a version that they wrote, and read no value: ids are no secret.
    // @see https://github.com/hashicorp/terraform-provider-aws/pull/44876
    {
      actions: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetResourcePolicy',
        'secretsmanager:ListSecretVersionIds',
      ],
      resources: [reach.arn('secretsmanager', `secret:${project}/${environment}/*`)],
    },
    {
      actions: ['sns:GetTopicAttributes', 'sns:GetSubscriptionAttributes', 'sns:ListTagsForResource'],
      resources: reach.named('sns', ''),
    },
    {
      actions: ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:ListTagsForResource'],
      resources: [reach.arn('ssm', `parameter/${project}/${environment}/*`)],
    },
    // AWS says here which image of a machine is its newest.
    { actions: ['ssm:GetParameter'], resources: [`arn:${partition}:ssm:${region}::parameter/aws/service/*`] },
    {
      actions: ['ssm:DescribeDocument', 'ssm:DescribeDocumentPermission', 'ssm:GetDocument', 'ssm:ListTagsForResource'],
      resources: [reach.arn('ssm', `document/${name}-*`)],
    },
    {
      actions: [
        's3:GetAccelerateConfiguration',
        's3:GetBucket*',
        's3:GetEncryptionConfiguration',
        's3:GetLifecycleConfiguration',
        's3:GetReplicationConfiguration',
        's3:ListBucket',
        's3:ListTagsForResource',
      ],
      resources: accessLogBuckets(reach),
    },
    {
      actions: [
        'wafv2:GetWebACL',
        'wafv2:GetWebACLForResource',
        'wafv2:GetLoggingConfiguration',
        'wafv2:ListTagsForResource',
      ],
      resources: [
        reach.arn('wafv2', `regional/webacl/${name}/*`),
        reach.arn('elasticloadbalancing', `loadbalancer/app/${name}/*`),
      ],
    },
    {
      actions: ['budgets:ViewBudget', 'budgets:ListTagsForResource'],
      resources: [reach.globalArn('budgets', `budget/${name}*`)],
    },
    {
      actions: ['ecr:DescribeRepositories', 'ecr:DescribeImages', 'ecr:ListTagsForResource'],
      resources: [reach.repository],
    },
  ];
}

/** Log groups of its containers, of its database and of its network. */
export function logGroups(reach: EnvironmentReach): readonly string[] {
  const { project } = reach.place;
  const names = [`/${project}/${reach.environment}/*`, `/aws/rds/instance/${reach.name}-*`, `/${reach.name}/*`];
  return names.map((each) => reach.arn('logs', `log-group:${each}`));
}

/** Buckets that its load balancer writes to. */
export function accessLogBuckets(reach: EnvironmentReach): readonly string[] {
  return [`arn:${reach.place.partition}:s3:::${reach.name}-*`];
}
