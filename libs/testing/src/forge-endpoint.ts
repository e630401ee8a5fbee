import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A request that came. */
export interface ForgeCall {
  readonly method: string;
  readonly path: string;
  readonly token: string | undefined;
}

type Answer = readonly [status: number, body: unknown, headers?: Readonly<Record<string, string>>];

const GITHUB = {
  header: 'authorization',
  scheme: 'Bearer ',
  list: '/repos/acme/shop/issues/7/comments',
  one: '/repos/acme/shop/issues/comments',
  change: 'PATCH',
} as const;

/** Who has the token, and somebody else. */
const OWN = 1;
const OTHER = 2;

/** How they differ in what comments need. */
const KINDS = {
  github: {
    ...GITHUB,
    token: 'ghs_hidden',
    whoAmI: [403, { message: 'Resource not accessible by integration' }],
    by: (id: number) => ({ user: { id, type: id === OWN ? 'Bot' : 'User' } }),
  },
  /** With the token of a person. */
  'github-person': {
    ...GITHUB,
    token: 'ghp_hidden',
    whoAmI: [200, { id: OWN, type: 'User' }],
    by: (id: number) => ({ user: { id, type: 'User' } }),
  },
  gitlab: {
    token: 'glpat-hidden',
    header: 'private-token',
    scheme: '',
    list: '/projects/42/merge_requests/7/notes',
    one: '/projects/42/merge_requests/7/notes',
    change: 'PUT',
    whoAmI: [200, { id: OWN }],
    by: (id: number) => ({ author: { id } }),
  },
} as const;

/** GitHub or GitLab on loopback, as far as comments on request 7 need them: pages of a hundred, and no word without the token. */
export class ForgeEndpoint {
  readonly token: string;

  /** The comments by their ids. */
  readonly comments = new Map<number, string>();

  /** Ids of those that somebody else has written than who has the token. */
  readonly others = new Set<number>();

  /** All that was asked. */
  readonly calls: ForgeCall[] = [];

  /** What it answers instead, whatever it is asked. */
  instead: Answer | undefined;

  readonly #kind: keyof typeof KINDS;
  readonly #server: Server;

  private constructor(kind: keyof typeof KINDS) {
    this.#kind = kind;
    this.token = KINDS[kind].token;
    this.#server = createServer((request, response) => {
      void this.#answer(request).then(([status, body, headers]) => {
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
      });
    });
  }

  static async start(kind: keyof typeof KINDS): Promise<ForgeEndpoint> {
    const forge = new ForgeEndpoint(kind);
    await new Promise<void>((end) => forge.#server.listen(0, '127.0.0.1', end));
    return forge;
  }

  /** Variables of a job of a pipeline that runs for request 7. */
  get environment(): NodeJS.ProcessEnv {
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    if (this.#kind === 'gitlab') {
      return { CI_API_V4_URL: url, CI_PROJECT_ID: '42', CI_MERGE_REQUEST_IID: '7', GITLAB_TOKEN: this.token };
    }
    const event = join(mkdtempSync(join(tmpdir(), 'event-')), 'event.json');
    const repo = { full_name: 'acme/shop' };
    writeFileSync(event, JSON.stringify({ pull_request: { number: 7, head: { repo }, base: { repo } } }));
    return {
      GITHUB_API_URL: url,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_EVENT_PATH: event,
      GITHUB_TOKEN: this.token,
    };
  }

  stop(): Promise<void> {
    return new Promise((end) => this.#server.close(() => end()));
  }

  async #answer(request: IncomingMessage): Promise<Answer> {
    const kind = KINDS[this.#kind];
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x');
    const token = request.headers[kind.header] as string | undefined;
    const method = request.method ?? '';
    this.calls.push({ method, path: pathname, token });
    let text = '';
    for await (const chunk of request) {
      text += String(chunk);
    }
    if (this.instead) {
      return this.instead;
    }
    if (token !== `${kind.scheme}${kind.token}`) {
      return [401, { message: 'Bad credentials' }];
    }
    if (method === 'GET' && pathname === '/user') {
      const [status, user] = kind.whoAmI;
      return [status, user];
    }
    const body = text ? (JSON.parse(text) as { body: string }).body : '';
    const id = Number(pathname.slice(kind.one.length + 1));
    if (method === 'GET' && pathname === kind.list) {
      const page = Number(searchParams.get('page'));
      const all = [...this.comments].map(([number, each]) => ({
        id: number,
        body: each,
        ...kind.by(this.others.has(number) ? OTHER : OWN),
      }));
      return [200, all.slice((page - 1) * 100, page * 100)];
    }
    if (method === 'POST' && pathname === kind.list) {
      this.comments.set(this.comments.size + 1, body);
      return [201, { id: this.comments.size }];
    }
    if (method === kind.change && this.comments.has(id)) {
      this.comments.set(id, body);
      return [200, { id }];
    }
    return [404, { message: 'Not Found' }];
  }
}
