import { type Answer, attributesOf, MISSING, one, page, refused, type Route, thing } from './answer';
import type { HcpEndpoint } from './endpoint';
import type { StateVersion, Workspace } from './workspace';

/**
 * States, by version.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/state-versions
 */
export function stateRoutes(hcp: HcpEndpoint): readonly Route[] {
  const find = (id: string | undefined) => {
    for (const workspace of hcp.workspaces.values()) {
      const version = workspace.versions.find((each) => each.id === id);
      if (version) {
        return { workspace, version };
      }
    }
    return undefined;
  };
  return [
    [
      'GET',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/current-state-version$/,
      ({ words: [id] }) => described(hcp, hcp.byId(id)?.current),
    ],
    [
      'GET',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/current-state-version-outputs$/,
      ({ words: [id] }) => {
        const workspace = hcp.byId(id);
        return workspace?.state
          ? page(outputsOf(workspace).map((output) => (output.attributes.sensitive ? withoutValue(output) : output)))
          : MISSING;
      },
    ],
    [
      'GET',
      /^\/api\/v2\/state-version-outputs\/(wsout-[\w-]+)$/,
      ({ words: [id] }) => one([...hcp.workspaces.values()].flatMap(outputsOf).find((output) => output.id === id)),
    ],
    [
      'POST',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/state-versions$/,
      ({ words: [id], body }) => announce(hcp, hcp.byId(id), body),
    ],
    ['GET', /^\/api\/v2\/state-versions\/(sv-[\w-]+)$/, ({ words: [id] }) => described(hcp, find(id)?.version)],
    [
      'PUT',
      /^\/upload\/(sv-[\w-]+)$/,
      ({ words: [id], body }) => {
        const found = hcp.refusesUploads ? undefined : find(id);
        return { status: found?.workspace.receive(found.version, body) ? 200 : 409 };
      },
    ],
    ['PUT', /^\/upload\/(sv-[\w-]+)\.json$/, () => ({ status: 200 })],
    [
      'GET',
      /^\/download\/(sv-[\w-]+)$/,
      ({ words: [id] }) => {
        const content = find(id)?.version.content;
        return content ? { status: 200, raw: content } : MISSING;
      },
    ],
  ];
}

function announce(hcp: HcpEndpoint, workspace: Workspace | undefined, body: Buffer): Answer {
  if (!workspace) {
    return MISSING;
  }
  const { serial, md5, lineage, state } = attributesOf(body) as {
    serial: number;
    md5: string;
    lineage?: string;
    state?: string;
  };
  try {
    const version = workspace.announce(serial, md5, lineage);
    if (state) {
      workspace.receive(version, Buffer.from(state, 'base64'));
    }
    return { ...described(hcp, version), status: 201 };
  } catch (error) {
    return refused(409, 'conflict', (error as Error).message);
  }
}

function described({ origin }: HcpEndpoint, version: StateVersion | undefined): Answer {
  if (!version) {
    return MISSING;
  }
  const { id, serial, content } = version;
  return one(
    thing('state-versions', id, {
      serial,
      'created-at': new Date(0).toISOString(),
      status: content ? 'finalized' : 'pending',
      'resources-processed': true,
      'hosted-state-download-url': `${origin}/download/${id}`,
      'hosted-state-upload-url': `${origin}/upload/${id}`,
      'hosted-json-state-upload-url': `${origin}/upload/${id}.json`,
    }),
  );
}

interface Output {
  readonly value: unknown;
  readonly type: unknown;
  readonly sensitive?: boolean;
}

function outputsOf({ id, state }: Workspace) {
  const { outputs = {} } = JSON.parse(state ?? '{}') as { outputs?: Readonly<Record<string, Output>> };
  return Object.entries(outputs).map(([name, { value, type, sensitive = false }]) => {
    const attributes = { name, value, sensitive, type, 'detailed-type': type };
    return thing('state-version-outputs', `wsout-${id}-${name}`, attributes);
  });
}

/** A sensitive value is handed out only to those who ask for that one. */
function withoutValue(output: ReturnType<typeof outputsOf>[number]) {
  return { ...output, attributes: { ...output.attributes, value: null } };
}
