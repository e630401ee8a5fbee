import { and, type PolicyStatement } from '../policy-document';
import { containerPermissions } from './deploy-containers';
import { secretPermissions } from './deploy-data';
import { elasticLoadBalancingPermissions } from './deploy-network';
import { ownRolePermissions } from './deploy-roles';
import { recordPermissions } from './deploy-watch';
import { EnvironmentReach, PREVIEWS } from './environment-reach';
import { readPermissions, refreshPermissions } from './plan-permissions';
import { releasePermissions, TASKS } from './release-permissions';
import { statePermissions } from './state-permissions';

/** Those of an environment, and the one that makes and drops a preview's database. */
const PREVIEW_TASKS = [...TASKS, 'database'];

/**
 * What makes previews, releases to them and destroys them. They are guests of an environment: they stand in its network and have rules at its
 * load balancer, and nothing of what is its own can be changed.
 *
 * @param host the environment that they stand in
 */
export function previewPermissions(host: EnvironmentReach): readonly PolicyStatement[] {
  const { place } = host;
  const previews = new EnvironmentReach(place, PREVIEWS);
  return [
    ...statePermissions(previews, 'remove'),
    ...readPermissions(previews),
    ...refreshPermissions(previews),
    ...elasticLoadBalancingPermissions(previews, ['CreateTargetGroup']),
    ...ownRolePermissions(previews),
    ...containerPermissions(previews),
    ...secretPermissions(previews),
    ...recordPermissions(previews),
    ...releasePermissions(previews, { tasks: PREVIEW_TASKS, from: PREVIEWS }),
    ...guestPermissions(host, previews),
    // A preview gets values as it is made, and no person sets them.
    {
      actions: ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'],
      resources: [previews.arn('secretsmanager', `secret:${place.project}/${PREVIEWS}/application-*`)],
    },
    {
      actions: ['ssm:DeleteParameters'],
      resources: [previews.arn('ssm', `parameter/${place.project}/${PREVIEWS}/preview`)],
    },
  ];
}

/** What there is of the host for its guests. */
function guestPermissions(host: EnvironmentReach, previews: EnvironmentReach): readonly PolicyStatement[] {
  const { project } = host.place;
  const hosted = { StringEquals: host.owned['StringEquals'] ?? {} };
  const tagged = {
    StringLike: { 'aws:RequestTag/Project': project, 'aws:RequestTag/Environment': previews.environment },
  };
  return [
    {
      actions: ['elasticloadbalancing:CreateRule'],
      resources: [host.arn('elasticloadbalancing', 'listener/app/*')],
      conditions: and(hosted, tagged),
    },
    // What the environment says of itself to those who stand in it.
    {
      actions: ['ssm:GetParameter', 'ssm:GetParameters'],
      resources: [host.arn('ssm', `parameter/${project}/${host.environment}/shared`)],
    },
    // A secret is read whole: whoever may copy one of its values may read all.
    {
      actions: ['secretsmanager:GetSecretValue'],
      resources: [host.arn('secretsmanager', `secret:${project}/${host.environment}/application-*`)],
    },
    {
      actions: ['budgets:ViewBudget'],
      resources: [host.globalArn('budgets', `budget/${host.name}-previews`)],
    },
  ];
}
