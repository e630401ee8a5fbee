import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, MISSING, refused, type Route } from './answer';
import { makeCertificate } from './certificate';
import type { ConfigurationVersion } from './configuration-version';
import { organizationRoutes } from './organization-routes';
import type { Run } from './run';
import { runRoutes } from './run-routes';
import { stateRoutes } from './state-routes';
import { Workspace } from './workspace';
import { workspaceRoutes } from './workspace-routes';

export interface HcpEndpointOptions {
  /**
   * Name of the organization.
   *
   * @default 'acme'
   */
  readonly organization?: string;

  /**
   * Variables of the machines that runs are on, beside a workspace's own: what points their Terraform at the emulator, and at a mirror.
   *
   * @default none
   */
  readonly machines?: Readonly<Record<string, string>>;
}

/**
 * Plays the part of HCP Terraform that keeps states and runs Terraform, on loopback and by TLS, since Terraform speaks to no other.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs
 */
export class HcpEndpoint {
  readonly token = randomUUID();
  readonly organization: string;
  readonly machines: Readonly<Record<string, string>>;
  readonly workspaces = new Map<string, Workspace>();
  readonly configurations: ConfigurationVersion[] = [];
  readonly runs: Run[] = [];

  /** Names of the projects that workspaces can be in. */
  readonly projects = ['Default Project'];

  /** Every call: `POST /api/v2/workspaces/ws-1/actions/lock`. */
  readonly calls: string[] = [];

  /** How many of the next uploads of states or configurations break half-way. */
  brokenUploads = 0;

  /** How many of the next looks at runs are answered badly, unless Terraform looks, which looks again. */
  badLooks = 0;

  /** Whether uploads of states are refused, as they are where a token has expired meanwhile. */
  refusesUploads = false;

  readonly #directory = mkdtempSync(join(tmpdir(), 'hcp-'));
  readonly #certificate = makeCertificate(this.#directory);
  readonly #server: Server;
  readonly #routes: readonly Route[];

  private constructor({ organization = 'acme', machines = {} }: HcpEndpointOptions) {
    this.organization = organization;
    this.machines = machines;
    const { cert, key } = this.#certificate;
    this.#server = createServer({ cert, key }, (request, response) => void this.#take(request, response));
    this.#routes = [...organizationRoutes(this), ...workspaceRoutes(this), ...stateRoutes(this), ...runRoutes(this)];
  }

  /** Starts one, on a free port. */
  static async start(options: HcpEndpointOptions = {}): Promise<HcpEndpoint> {
    const endpoint = new HcpEndpoint(options);
    await new Promise<void>((listening) => endpoint.#server.listen(0, '127.0.0.1', listening));
    return endpoint;
  }

  /** `localhost:PORT` */
  get hostname(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return `https://${this.hostname}`;
  }

  /** What has Terraform trust it, and log in. */
  get environment(): Readonly<Record<string, string>> {
    const { file } = this.#certificate;
    return { SSL_CERT_FILE: file, NODE_EXTRA_CA_CERTS: file, ...this.loginWith(this.token) };
  }

  /** A home in which `terraform login` has left a token, or has never been run. */
  loginWith(token?: string): Readonly<Record<string, string>> {
    const HOME = mkdtempSync(join(this.#directory, 'home-'));
    mkdirSync(join(HOME, '.terraform.d'));
    const file = join(HOME, '.terraform.d', 'credentials.tfrc.json');
    const credentials = token ? { [this.hostname]: { token } } : {};
    writeFileSync(file, JSON.stringify({ credentials }), { mode: 0o600 });
    // Terraform does not look into the home where the shell names a file of its own.
    return { HOME, TF_CLI_CONFIG_FILE: file };
  }

  /** Makes a workspace, as people do by hand. */
  make(name: string, executionMode: 'local' | 'remote'): Workspace {
    const workspace = new Workspace(name, executionMode, this.runs);
    this.workspaces.set(name, workspace);
    return workspace;
  }

  byId(id: string | undefined): Workspace | undefined {
    return [...this.workspaces.values()].find((workspace) => workspace.id === id);
  }

  async stop(): Promise<void> {
    await Promise.all(this.runs.map((run) => run.stop()));
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '', this.origin);
    this.calls.push(`${request.method} ${path}`);
    if (path.startsWith('/upload/') && this.brokenUploads > 0) {
      this.brokenUploads -= 1;
      request.socket.destroy();
      return;
    }
    if (this.badLooks > 0 && path.startsWith('/api/v2/runs/') && !/terraform|go-tfe/i.test(agentOf(request))) {
      this.badLooks -= 1;
      response.writeHead(502).end('bad gateway');
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk as Buffer);
    }
    const { status, json, raw, headers = {} } = await this.#answer(request, path, query, Buffer.concat(chunks));
    const type = path === '/.well-known/terraform.json' ? 'application/json' : 'application/vnd.api+json';
    response.writeHead(status, { 'Content-Type': type, ...headers });
    response.end(raw ?? (json === undefined ? undefined : JSON.stringify(json)));
  }

  #answer(request: IncomingMessage, path: string, query: URLSearchParams, body: Buffer): Answer | Promise<Answer> {
    if (path.startsWith('/api/') && request.headers.authorization !== `Bearer ${this.token}`) {
      return refused(401, 'unauthorized');
    }
    for (const [method, pattern, handle] of this.#routes) {
      const match = method === request.method ? pattern.exec(path) : undefined;
      if (match) {
        return handle({ query, body, words: match.slice(1) });
      }
    }
    return MISSING;
  }
}

function agentOf({ headers }: IncomingMessage): string {
  return headers['user-agent'] ?? '';
}
