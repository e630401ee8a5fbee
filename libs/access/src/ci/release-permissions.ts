import type { PolicyStatement } from '../policy-document';
import type { EnvironmentReach } from './environment-reach';

/** Roles of the application's image, each with a task definition of its own. */
export const TASKS = ['web', 'worker', 'scheduler', 'migrate'];

/** What an environment says of itself that others may read: nothing secret, and what a promotion starts from. */
const SAID_TO_ALL = ['deployment', 'image', 'release'];

/** The roles that tasks start with and run with. */
export function rolesOfTasks(reach: EnvironmentReach, tasks: readonly string[] = TASKS): string[] {
  return tasks.flatMap((task) => [reach.role(`${task}-execution`), reach.role(`${task}-task`)]);
}

export interface ReleasePermissionsProps {
  /**
   * Tasks that may run, and be released.
   *
   * @default {@link TASKS}
   */
  readonly tasks?: readonly string[];

  /**
   * Environments whose releases may be taken over.
   *
   * @default all
   */
  readonly from?: string;
}

/**
 * What `ship deploy`, `rollback`, `promote`, `run`, `status` and `logs` need: images, revisions, services and tasks of one environment. The
 * values of its secrets are for its tasks alone.
 */
export function releasePermissions(
  reach: EnvironmentReach,
  { tasks = TASKS, from = '*' }: ReleasePermissionsProps = {},
): readonly PolicyStatement[] {
  const { name, environment } = reach;
  const { project } = reach.place;
  const cluster = reach.arn('ecs', `cluster/${name}`);
  const parameter = (of: string, what: string) => reach.arn('ssm', `parameter/${project}/${of}/${what}`);
  const revisions = tasks.map((task) => reach.arn('ecs', `task-definition/${name}-${task}:*`));
  const inCluster = { ArnEquals: { 'ecs:cluster': cluster } };
  return [
    // AWS lets none of these be limited to resources.
    {
      actions: [
        'autoscaling:DescribeAutoScalingGroups',
        'ecr:GetAuthorizationToken',
        'ecs:DeregisterTaskDefinition',
        'ecs:DescribeTaskDefinition',
        'elasticloadbalancing:DescribeListeners',
        'elasticloadbalancing:DescribeTargetGroups',
        'logs:DescribeLogGroups',
        'ssm:DescribeParameters',
        'sts:GetCallerIdentity',
      ],
      resources: ['*'],
    },
    {
      actions: [
        'ecr:BatchCheckLayerAvailability',
        'ecr:BatchGetImage',
        'ecr:CompleteLayerUpload',
        'ecr:DescribeImages',
        'ecr:GetDownloadUrlForLayer',
        'ecr:InitiateLayerUpload',
        'ecr:PutImage',
        'ecr:UploadLayerPart',
      ],
      resources: [reach.repository],
    },
    {
      actions: ['ecs:RegisterTaskDefinition', 'ecs:TagResource'],
      resources: revisions,
    },
    {
      actions: ['ecs:RunTask'],
      resources: revisions,
      conditions: inCluster,
    },
    {
      actions: ['ecs:TagResource'],
      resources: [reach.arn('ecs', `task/${name}/*`)],
      conditions: { StringEquals: { 'ecs:CreateAction': 'RunTask' } },
    },
    {
      actions: [
        'ecs:DescribeServiceDeployments',
        'ecs:DescribeServices',
        'ecs:ListServiceDeployments',
        'ecs:StopServiceDeployment',
        'ecs:UpdateService',
      ],
      resources: [reach.arn('ecs', `service/${name}/*`), reach.arn('ecs', `service-deployment/${name}/*`)],
    },
    {
      actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
      resources: [reach.arn('ecs', `task/${name}/*`)],
    },
    {
      actions: ['ecs:DescribeContainerInstances', 'ecs:ListTasks'],
      resources: [reach.arn('ecs', `container-instance/${name}/*`)],
      conditions: inCluster,
    },
    { actions: ['ecs:DescribeClusters', 'ecs:ListContainerInstances'], resources: [cluster] },
    { actions: ['ecs:DescribeCapacityProviders'], resources: reach.named('ecs', 'capacity-provider/') },
    {
      actions: ['iam:PassRole'],
      resources: rolesOfTasks(reach, tasks),
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    },
    { actions: ['iam:GetRole'], resources: rolesOfTasks(reach, tasks) },
    {
      actions: ['application-autoscaling:RegisterScalableTarget'],
      resources: [reach.arn('application-autoscaling', 'scalable-target/*')],
      conditions: reach.owned,
    },
    {
      actions: ['ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:GetParameters', 'ssm:PutParameter'],
      resources: ['image', 'lock', 'release'].map((what) => parameter(environment, what)),
    },
    {
      actions: ['ssm:GetParameter', 'ssm:GetParameterHistory', 'ssm:GetParameters'],
      resources: SAID_TO_ALL.map((what) => parameter(from, what)),
    },
    {
      actions: ['secretsmanager:DescribeSecret'],
      resources: [reach.arn('secretsmanager', `secret:${project}/${environment}/*`)],
    },
    {
      actions: ['logs:FilterLogEvents', 'logs:GetLogEvents'],
      resources: [reach.arn('logs', `log-group:/${project}/${environment}/*`)],
    },
    { actions: ['acm:DescribeCertificate'], resources: [reach.arn('acm', 'certificate/*')], conditions: reach.owned },
  ];
}
