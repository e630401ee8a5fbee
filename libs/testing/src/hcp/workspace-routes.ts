import { randomUUID } from 'node:crypto';
import { type Answer, attributesOf, link, linkedIn, MISSING, one, page, refused, type Route, thing } from './answer';
import type { HcpEndpoint } from './endpoint';
import type { Changes, Variable, Workspace } from './workspace';

/** All that the owner of an organization may do. */
const PERMISSIONS = [
  'can-update',
  'can-destroy',
  'can-queue-run',
  'can-queue-apply',
  'can-queue-destroy',
  'can-lock',
  'can-unlock',
  'can-force-unlock',
  'can-read-settings',
  'can-read-state-versions',
  'can-create-state-versions',
  'can-read-state-outputs',
  'can-read-variable',
  'can-update-variable',
];

/**
 * Workspaces, their locks and their variables.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/workspaces
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/workspace-variables
 */
export function workspaceRoutes(hcp: HcpEndpoint): readonly Route[] {
  return [
    ['GET', /^\/api\/v2\/organizations\/[\w-]+\/workspaces$/, () => page([...hcp.workspaces.values()].map(described))],
    [
      'POST',
      /^\/api\/v2\/organizations\/[\w-]+\/workspaces$/,
      ({ body }) => {
        const { name, 'execution-mode': mode = 'local', ...changes } = attributesOf(body) as Changes & { name: string };
        const workspace = hcp.make(name, mode);
        workspace.change(changes);
        workspace.project = linkedIn(body, 'project');
        return one(described(workspace), 201);
      },
    ],
    [
      'GET',
      /^\/api\/v2\/organizations\/[\w-]+\/workspaces\/([\w-]+)$/,
      ({ words: [name = ''] }) => answered(hcp.workspaces.get(name)),
    ],
    [
      'POST',
      /^\/api\/v2\/organizations\/[\w-]+\/workspaces\/([\w-]+)\/actions\/safe-delete$/,
      ({ words: [name = ''] }) => safeDelete(hcp, name),
    ],
    ['GET', /^\/api\/v2\/workspaces\/(ws-\w+)$/, ({ words: [id] }) => answered(hcp.byId(id))],
    [
      'PATCH',
      /^\/api\/v2\/workspaces\/(ws-\w+)$/,
      ({ words: [id], body }) => {
        const workspace = hcp.byId(id);
        workspace?.change(attributesOf(body));
        return answered(workspace);
      },
    ],
    [
      'POST',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/actions\/(lock|unlock|force-unlock)$/,
      ({ words: [id, action], body }) => lock(hcp.byId(id), action, body),
    ],
    [
      'GET',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/(?:all-)?vars$/,
      ({ words: [id] }) => {
        const workspace = hcp.byId(id);
        return workspace ? page([...workspace.variables].map(([key, each]) => thing('vars', key, each))) : MISSING;
      },
    ],
    [
      'POST',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/vars$/,
      ({ words: [id], body }) => {
        const variable = attributesOf(body) as Variable;
        const key = `var-${randomUUID().slice(0, 8)}`;
        hcp.byId(id)?.variables.set(key, variable);
        return one(thing('vars', key, variable), 201);
      },
    ],
    [
      'PATCH',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/vars\/(var-\w+)$/,
      ({ words: [id, key = ''], body }) => {
        const variables = hcp.byId(id)?.variables;
        const before = variables?.get(key);
        if (!before) {
          return MISSING;
        }
        const variable = { ...before, ...(attributesOf(body) as Partial<Variable>) };
        variables?.set(key, variable);
        return one(thing('vars', key, variable));
      },
    ],
  ];
}

function described({ id, name, executionMode, lockedBy, terraformVersion, isStructured, turns }: Workspace) {
  const holder = lockedBy ? link('users', lockedBy) : turns.current && link('runs', turns.current.id);
  return thing(
    'workspaces',
    id,
    {
      name,
      'auto-apply': false,
      'execution-mode': executionMode,
      operations: executionMode === 'remote',
      locked: holder !== undefined,
      'terraform-version': terraformVersion,
      'working-directory': '',
      'structured-run-output-enabled': isStructured,
      permissions: Object.fromEntries(PERMISSIONS.map((permission) => [permission, true])),
    },
    {
      ...(holder && { 'locked-by': holder }),
      ...(turns.first && { 'current-run': link('runs', turns.first.id) }),
    },
  );
}

function answered(workspace: Workspace | undefined): Answer {
  return one(workspace && described(workspace));
}

function lock(workspace: Workspace | undefined, action: string | undefined, body: Buffer): Answer {
  if (!workspace) {
    return MISSING;
  }
  const isLocked = workspace.lockedBy !== undefined || workspace.turns.current !== undefined;
  if ((action === 'lock') === isLocked) {
    return refused(409, action === 'lock' ? 'workspace already locked' : 'workspace already unlocked');
  }
  const { reason = '' } = body.length > 0 ? (JSON.parse(body.toString()) as { reason?: string }) : {};
  workspace.lock(action === 'lock' ? /by (\S+)|$/.exec(reason)?.[1] || 'somebody' : undefined);
  return answered(workspace);
}

/** @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/workspaces#safe-delete-a-workspace */
function safeDelete({ workspaces }: HcpEndpoint, name: string): Answer {
  const workspace = workspaces.get(name);
  if (!workspace) {
    return MISSING;
  }
  const { resources = [] } = JSON.parse(workspace.state ?? '{}') as { resources?: readonly unknown[] };
  if (resources.length > 0) {
    return refused(409, 'conflict', 'it manages resources');
  }
  workspaces.delete(name);
  return { status: 204 };
}
