import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A role that was asked for. */
export interface TakenRole {
  readonly role: string;
  readonly token: string;
}

/** The part of AWS STS, on loopback, that gives roles to jobs of pipelines, whatever their tokens say. */
export class StsEndpoint {
  /** All that was asked for. */
  readonly taken: TakenRole[] = [];

  /** ARNs of roles that nobody gets. */
  readonly refused = new Set<string>();

  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (data) => (body += data));
      request.on('end', () => {
        const words = new URLSearchParams(body);
        const role = words.get('RoleArn') ?? '';
        this.taken.push({ role, token: words.get('WebIdentityToken') ?? '' });
        const isRefused = this.refused.has(role);
        response.writeHead(isRefused ? 403 : 200, { 'Content-Type': 'text/xml' });
        response.end(isRefused ? REFUSAL : answer(role));
      });
    });
  }

  /** Starts one, on a free port. */
  static async start(): Promise<StsEndpoint> {
    const endpoint = new StsEndpoint();
    await new Promise<void>((listening) => endpoint.#server.listen(0, '127.0.0.1', listening));
    return endpoint;
  }

  /** What points whatever is started at it. */
  get environment(): Readonly<Record<string, string>> {
    return { AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}` };
  }

  stop(): Promise<void> {
    return new Promise((end) => this.#server.close(() => end()));
  }
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';

/** The role is told by its key. */
function answer(role: string): string {
  return `<AssumeRoleWithWebIdentityResponse xmlns="${NAMESPACE}"><AssumeRoleWithWebIdentityResult><Credentials>
    <AccessKeyId>key of ${role}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>session</SessionToken>
    <Expiration>2100-01-01T00:00:00Z</Expiration>
  </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`;
}

const REFUSAL = `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>AccessDenied</Code>
  <Message>Not authorized to perform sts:AssumeRoleWithWebIdentity</Message></Error></ErrorResponse>`;
