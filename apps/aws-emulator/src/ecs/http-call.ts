import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Calls a server, and fails if it does not answer whole and in time. `fetch` of Node 20 goes on waiting for ever where a server dies in
 * the middle of an answer, and does not even keep the process alive meanwhile.
 *
 * @param patience in milliseconds
 */
export async function call(url: string, patience: number, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent: false });
    const timer = setTimeout(() => sent.destroy(new Error(`${url} did not answer within ${patience} ms`)), patience);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    sent.on('error', fail);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('close', () => fail(new Error(`${url} broke off its answer`)));
      response.on('end', () => {
        clearTimeout(timer);
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
      });
    });
    sent.end(body);
  });
}
