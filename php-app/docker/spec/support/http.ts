import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request as plain } from 'node:http';
import { request as tls } from 'node:https';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Asking {
  readonly method?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Buffer;

  /** Address of loopback that the request comes from: 127.0.0.1 is the load balancer in the tests, any other is not. */
  readonly from?: string;
}

/** Asks a server, on a connection of its own. */
export function ask(url: string, { method = 'GET', headers, body, from }: Asking = {}): Promise<Answer> {
  const send = url.startsWith('https') ? tls : plain;
  return new Promise((resolve, reject) => {
    const options = {
      method,
      headers,
      agent: false as const,
      rejectUnauthorized: false,
      ...(from && { localAddress: from }),
    };
    const sent = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('aborted', () => reject(new Error('the answer was cut off')));
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.once('error', reject);
    sent.end(body);
  });
}

/** A browser, as far as cookies go. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  async ask(url: string, asking: Asking = {}): Promise<Answer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await ask(url, { ...asking, headers: { ...asking.headers, ...(cookie && { cookie }) } });
    for (const [pair = ''] of (answer.headers['set-cookie'] ?? []).map((each) => each.split(';'))) {
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return answer;
  }

  /** Sends the form of a page, with what Laravel asks for against forged requests. */
  async submit(page: string, action: string): Promise<Answer> {
    const { body } = await this.ask(page);
    const token = /name="_token" value="([^"]+)"/.exec(body)?.[1] ?? '';
    return this.ask(action, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `_token=${token}`,
    });
  }
}

/** A file in a form, as a browser sends it. */
export function upload(size: number): Asking {
  const boundary = 'a-boundary-of-the-tests';
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="file.bin"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  return {
    method: 'POST',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}`, accept: 'application/json' },
    body: Buffer.concat([Buffer.from(head), Buffer.alloc(size, 'x'), Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}
