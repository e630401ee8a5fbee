import { type Answer, attributesOf, MISSING, one, page, type Route, thing } from './answer';
import type { HcpEndpoint } from './endpoint';

const SERVICES = { 'tfe.v2': '/api/v2/', 'tfe.v2.1': '/api/v2/', 'tfe.v2.2': '/api/v2/', 'state.v2': '/api/v2/' };

/** What Terraform takes it for, which decides how a plan is shown. */
const PING: Answer = { status: 204, headers: { 'TFP-API-Version': '2.6', 'TFP-AppName': 'HCP Terraform' } };

/** What is there, who asks, and what an organization may do. */
export function organizationRoutes({ organization, projects }: HcpEndpoint): readonly Route[] {
  return [
    ['GET', /^\/\.well-known\/terraform\.json$/, () => ({ status: 200, json: SERVICES })],
    ['GET', /^\/api\/v2\/ping$/, () => PING],
    [
      'GET',
      /^\/api\/v2\/organizations\/([\w-]+)$/,
      ({ words: [name] }) => (name === organization ? one(thing('organizations', name, { name })) : MISSING),
    ],
    [
      'GET',
      /^\/api\/v2\/organizations\/[\w-]+\/entitlement-set$/,
      () => one(thing('entitlement-sets', 'ent', { operations: true, 'state-storage': true })),
    ],
    [
      'GET',
      /^\/api\/v2\/organizations\/[\w-]+\/projects$/,
      () => page(projects.map((name) => thing('projects', `prj-${name}`, { name }))),
    ],
    [
      'POST',
      /^\/api\/v2\/organizations\/[\w-]+\/projects$/,
      ({ body }) => {
        const { name } = attributesOf(body) as { name: string };
        projects.push(name);
        return one(thing('projects', `prj-${name}`, { name }), 201);
      },
    ],
    [
      'GET',
      /^\/api\/v2\/users\/user-(\w+)$/,
      ({ words: [username = ''] }) => one(thing('users', `user-${username}`, { username })),
    ],
  ];
}
