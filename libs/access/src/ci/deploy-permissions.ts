import type { PolicyStatement } from '../policy-document';
import { containerPermissions, instancePermissions } from './deploy-containers';
import { dataPermissions, secretPermissions } from './deploy-data';
import { doorPermissions } from './deploy-door';
import { keyPermissions } from './deploy-keys';
import { elasticLoadBalancingPermissions, networkPermissions } from './deploy-network';
import { rolePermissions } from './deploy-roles';
import { recordPermissions, watchPermissions } from './deploy-watch';
import type { EnvironmentReach } from './environment-reach';
import { readPermissions, refreshPermissions } from './plan-permissions';
import { statePermissions } from './state-permissions';

export interface DeployPermissionsProps {
  /** Host names whose DNS records may be changed, with all that end in them. */
  readonly domains: readonly string[];
}

/** What Terraform needs to make, change and destroy an environment, and its state. It makes roles with the boundary alone. */
export function deployPermissions(
  reach: EnvironmentReach,
  { domains }: DeployPermissionsProps,
): readonly PolicyStatement[] {
  return [
    ...statePermissions(reach, 'write'),
    ...readPermissions(reach),
    ...refreshPermissions(reach),
    ...networkPermissions(reach),
    ...elasticLoadBalancingPermissions(reach),
    ...rolePermissions(reach),
    ...containerPermissions(reach),
    ...instancePermissions(reach),
    ...dataPermissions(reach),
    ...secretPermissions(reach),
    ...watchPermissions(reach),
    ...recordPermissions(reach),
    ...keyPermissions(reach),
    ...doorPermissions(reach, domains),
  ];
}
