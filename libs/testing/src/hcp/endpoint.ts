import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from './certificate';
import { type StateVersion, Workspace } from './workspace';

/** A call that was taken in: its method, its path, and what stands for the variable parts of that. */
interface Call {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly words: readonly string[];
}

interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly raw?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

type Route = readonly [method: string, path: RegExp, handle: (call: Call) => Answer];

const MISSING: Answer = { status: 404, json: { errors: [{ status: '404', title: 'not found' }] } };

/** All that the owner of an organization may do. */
const PERMISSIONS = [
  'can-update',
  'can-destroy',
  'can-queue-run',
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
 * Plays the part of HCP Terraform that keeps states, on loopback and by TLS, since Terraform speaks to no other.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/state-versions
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/workspaces
 */
export class HcpEndpoint {
  readonly token = randomUUID();
  readonly workspaces = new Map<string, Workspace>();

  /** Names of the projects that workspaces can be in. */
  readonly projects = ['Default Project'];

  /** Every call: `POST /api/v2/workspaces/ws-1/actions/lock`. */
  readonly calls: string[] = [];

  /** How many of the next uploads of states break half-way. */
  brokenUploads = 0;

  /** Whether uploads of states are refused, as they are where a token has expired meanwhile. */
  refusesUploads = false;

  readonly #directory = mkdtempSync(join(tmpdir(), 'hcp-'));
  readonly #certificate = makeCertificate(this.#directory);
  readonly #server: Server;

  private constructor(readonly organization: string) {
    const { cert, key } = this.#certificate;
    this.#server = createServer({ cert, key }, (request, response) => void this.#take(request, response));
  }

  /** Starts one, on a free port. */
  static async start(organization = 'acme'): Promise<HcpEndpoint> {
    const endpoint = new HcpEndpoint(organization);
    await new Promise<void>((listening) => endpoint.#server.listen(0, '127.0.0.1', listening));
    return endpoint;
  }

  /** `localhost:PORT` */
  get hostname(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What has Terraform trust it, and log in. */
  get environment(): Readonly<Record<string, string>> {
    const { file } = this.#certificate;
    return { SSL_CERT_FILE: file, NODE_EXTRA_CA_CERTS: file, TF_CLI_CONFIG_FILE: this.loginWith(this.token) };
  }

  /** File of a Terraform CLI configuration that logs in with a token. */
  loginWith(token: string): string {
    const file = join(this.#directory, `${token}.tfrc`);
    writeFileSync(file, `credentials "${this.hostname}" {\n  token = "${token}"\n}\n`, { mode: 0o600 });
    return file;
  }

  /** Makes a workspace, as people do by hand. */
  make(name: string, executionMode: 'local' | 'remote'): Workspace {
    const workspace = new Workspace(name, executionMode);
    this.workspaces.set(name, workspace);
    return workspace;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').split('?');
    this.calls.push(`${request.method} ${path}`);
    if (path.startsWith('/upload/') && this.brokenUploads > 0) {
      this.brokenUploads -= 1;
      request.socket.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { status, json, raw, headers = {} } = this.#answer(request, path, Buffer.concat(chunks));
    const type = path === '/.well-known/terraform.json' ? 'application/json' : 'application/vnd.api+json';
    response.writeHead(status, { 'Content-Type': type, ...headers });
    response.end(raw ?? (json === undefined ? undefined : JSON.stringify(json)));
  }

  #answer(request: IncomingMessage, path: string, body: Buffer): Answer {
    if (path.startsWith('/api/') && request.headers.authorization !== `Bearer ${this.token}`) {
      return { status: 401, json: { errors: [{ status: '401', title: 'unauthorized' }] } };
    }
    for (const [method, pattern, handle] of this.#routes) {
      const match = method === request.method ? pattern.exec(path) : undefined;
      if (match) {
        return handle({ request, body, words: match.slice(1) });
      }
    }
    return MISSING;
  }

  readonly #routes: readonly Route[] = [
    ['GET', /^\/\.well-known\/terraform\.json$/, () => ({ status: 200, json: SERVICES })],
    ['GET', /^\/api\/v2\/ping$/, () => ({ status: 204, headers: { 'TFP-API-Version': '2.6', 'TFP-AppName': 'HCP' } })],
    [
      'GET',
      /^\/api\/v2\/organizations\/([\w-]+)$/,
      ({ words: [name] }) =>
        name === this.organization ? { status: 200, json: document('organizations', name, { name }) } : MISSING,
    ],
    [
      'GET',
      /^\/api\/v2\/organizations\/[\w-]+\/entitlement-set$/,
      () => ({
        status: 200,
        json: document('entitlement-sets', 'ent', { operations: true, 'state-storage': true }),
      }),
    ],
    [
      'GET',
      /^\/api\/v2\/organizations\/[\w-]+\/workspaces$/,
      () => ({ status: 200, json: { data: [...this.workspaces.values()].map(described) } }),
    ],
    [
      'POST',
      /^\/api\/v2\/organizations\/[\w-]+\/workspaces$/,
      ({ body }) => {
        const { name, 'execution-mode': mode = 'local' } = attributesOf(body) as {
          name: string;
          'execution-mode'?: 'local' | 'remote';
        };
        return { status: 201, json: { data: described(this.make(name, mode)) } };
      },
    ],
    [
      'GET',
      /^\/api\/v2\/organizations\/[\w-]+\/workspaces\/([\w-]+)$/,
      ({ words: [name = ''] }) => workspaceAnswer(this.workspaces.get(name)),
    ],
    ['GET', /^\/api\/v2\/workspaces\/(ws-\w+)$/, ({ words: [id] }) => workspaceAnswer(this.#byId(id))],
    [
      'GET',
      /^\/api\/v2\/users\/user-(\w+)$/,
      ({ words: [username = ''] }) => ({ status: 200, json: document('users', `user-${username}`, { username }) }),
    ],
    [
      'PATCH',
      /^\/api\/v2\/workspaces\/(ws-\w+)$/,
      ({ words: [id], body }) => {
        const workspace = this.#byId(id);
        const { 'execution-mode': mode } = attributesOf(body) as { 'execution-mode'?: 'local' | 'remote' };
        workspace?.change(mode ?? workspace.executionMode);
        return workspaceAnswer(workspace);
      },
    ],
    [
      'GET',
      /^\/api\/v2\/organizations\/[\w-]+\/projects$/,
      () => ({
        status: 200,
        json: { data: this.projects.map((name) => documentOf('projects', `prj-${name}`, { name })) },
      }),
    ],
    [
      'POST',
      /^\/api\/v2\/organizations\/[\w-]+\/projects$/,
      ({ body }) => {
        const { name } = attributesOf(body) as { name: string };
        this.projects.push(name);
        return { status: 201, json: document('projects', `prj-${name}`, { name }) };
      },
    ],
    [
      'POST',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/actions\/(lock|unlock|force-unlock)$/,
      ({ words: [id, action], body }) => lock(this.#byId(id), action, body),
    ],
    [
      'GET',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/current-state-version$/,
      ({ words: [id] }) => this.#versionAnswer(this.#byId(id)?.current),
    ],
    [
      'GET',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/current-state-version-outputs$/,
      ({ words: [id] }) => outputsOf(this.#byId(id)),
    ],
    [
      'POST',
      /^\/api\/v2\/workspaces\/(ws-\w+)\/state-versions$/,
      ({ words: [id], body }) => this.#announce(this.#byId(id), body),
    ],
    [
      'GET',
      /^\/api\/v2\/state-versions\/(sv-[\w-]+)$/,
      ({ words: [id] }) => this.#versionAnswer(this.#versionById(id)?.version),
    ],
    [
      'PUT',
      /^\/upload\/(sv-[\w-]+)$/,
      ({ words: [id], body }) => {
        const found = this.refusesUploads ? undefined : this.#versionById(id);
        return { status: found?.workspace.receive(found.version, body) ? 200 : 409 };
      },
    ],
    ['PUT', /^\/upload\/(sv-[\w-]+)\.json$/, () => ({ status: 200 })],
    [
      'GET',
      /^\/download\/(sv-[\w-]+)$/,
      ({ words: [id] }) => {
        const content = this.#versionById(id)?.version.content;
        return content ? { status: 200, raw: content } : MISSING;
      },
    ],
  ];

  #byId(id: string | undefined): Workspace | undefined {
    return [...this.workspaces.values()].find((workspace) => workspace.id === id);
  }

  #versionById(id: string | undefined): { readonly workspace: Workspace; readonly version: StateVersion } | undefined {
    for (const workspace of this.workspaces.values()) {
      const version = workspace.versions.find((each) => each.id === id);
      if (version) {
        return { workspace, version };
      }
    }
    return undefined;
  }

  #announce(workspace: Workspace | undefined, body: Buffer): Answer {
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
      return { ...this.#versionAnswer(version), status: 201 };
    } catch (error) {
      return {
        status: 409,
        json: { errors: [{ status: '409', title: 'conflict', detail: (error as Error).message }] },
      };
    }
  }

  #versionAnswer(version: StateVersion | undefined): Answer {
    if (!version) {
      return MISSING;
    }
    const { id, serial, content } = version;
    const base = `https://${this.hostname}`;
    return {
      status: 200,
      json: document('state-versions', id, {
        serial,
        'created-at': new Date(0).toISOString(),
        status: content ? 'finalized' : 'pending',
        'resources-processed': true,
        'hosted-state-download-url': `${base}/download/${id}`,
        'hosted-state-upload-url': `${base}/upload/${id}`,
        'hosted-json-state-upload-url': `${base}/upload/${id}.json`,
      }),
    };
  }
}

const SERVICES = { 'tfe.v2': '/api/v2/', 'tfe.v2.1': '/api/v2/', 'tfe.v2.2': '/api/v2/', 'state.v2': '/api/v2/' };

function documentOf(type: string, id: string, attributes: object) {
  return { id, type, attributes };
}

function document(type: string, id: string, attributes: object) {
  return { data: documentOf(type, id, attributes) };
}

function attributesOf(body: Buffer): object {
  return (JSON.parse(body.toString()) as { data: { attributes: object } }).data.attributes;
}

function described({ id, name, executionMode, lockedBy, terraformVersion }: Workspace) {
  return {
    id,
    type: 'workspaces',
    attributes: {
      name,
      'auto-apply': false,
      'execution-mode': executionMode,
      operations: executionMode === 'remote',
      locked: lockedBy !== undefined,
      'terraform-version': terraformVersion,
      'working-directory': '',
      permissions: Object.fromEntries(PERMISSIONS.map((permission) => [permission, true])),
    },
    relationships: lockedBy ? { 'locked-by': { data: { id: lockedBy, type: 'users' } } } : {},
  };
}

function workspaceAnswer(workspace: Workspace | undefined): Answer {
  return workspace ? { status: 200, json: { data: described(workspace) } } : MISSING;
}

function lock(workspace: Workspace | undefined, action: string | undefined, body: Buffer): Answer {
  if (!workspace) {
    return MISSING;
  }
  if ((action === 'lock') === (workspace.lockedBy !== undefined)) {
    const title = action === 'lock' ? 'workspace already locked' : 'workspace already unlocked';
    return { status: 409, json: { errors: [{ status: '409', title }] } };
  }
  const { reason = '' } = body.length > 0 ? (JSON.parse(body.toString()) as { reason?: string }) : {};
  workspace.lockedBy = action === 'lock' ? /by (\S+)|$/.exec(reason)?.[1] || 'somebody' : undefined;
  return workspaceAnswer(workspace);
}

function outputsOf(workspace: Workspace | undefined): Answer {
  if (!workspace?.state) {
    return MISSING;
  }
  const { outputs = {} } = JSON.parse(workspace.state) as {
    outputs?: Record<string, { value: unknown; type: unknown; sensitive?: boolean }>;
  };
  const data = Object.entries(outputs).map(([name, { value, type, sensitive = false }]) => ({
    id: `wsout-${name}`,
    type: 'state-version-outputs',
    attributes: { name, value, sensitive, type, 'detailed-type': type },
  }));
  return { status: 200, json: { data } };
}
