import { and, type PolicyStatement } from '../policy-document';
import { deployPermissions } from './deploy-permissions';
import { EnvironmentReach } from './environment-reach';
import { releasePermissions } from './release-permissions';

/** Names of all previews. */
export const PREVIEWS = 'pr-*';

/**
 * What makes previews, releases to them and destroys them. They are guests of an environment: they stand in its network and have rules at its
 * load balancer, and nothing of what is its own can be changed.
 *
 * @param host the environment that they stand in
 */
export function previewPermissions(host: EnvironmentReach): readonly PolicyStatement[] {
  const { place } = host;
  const previews = new EnvironmentReach(place, PREVIEWS);
  const hosted = { StringEquals: host.owned['StringEquals'] ?? {} };
  const tagged = { StringLike: { 'aws:RequestTag/Project': place.project, 'aws:RequestTag/Environment': PREVIEWS } };
  return [
    ...deployPermissions(previews, { domains: [] }),
    ...releasePermissions(previews),
    {
      actions: ['elasticloadbalancing:CreateRule'],
      resources: [host.arn('elasticloadbalancing', 'listener/app/*')],
      conditions: and(hosted, tagged),
    },
    // A group of their own, in the network.
    { actions: ['ec2:CreateSecurityGroup'], resources: [host.arn('ec2', 'vpc/*')], conditions: hosted },
    // What the environment says of itself to those who stand in it.
    {
      actions: ['ssm:GetParameter', 'ssm:GetParameters'],
      resources: [host.arn('ssm', `parameter/${place.project}/${host.environment}/shared`)],
    },
  ];
}
