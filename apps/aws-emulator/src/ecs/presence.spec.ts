import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isStillThere } from './presence';

let server: Server;

/** A server that breaks off so many calls, and then says which run it is. */
async function serve(failures: number): Promise<string> {
  let left = failures;
  server = createServer((request, response) => {
    left -= 1;
    if (left >= 0) {
      request.socket.destroy();
    } else {
      response.end('{"runId":"mine"}');
    }
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => server.closeAllConnections());
afterEach(() => server.close());

describe('The run of an emulator', () => {
  test('is still there if it answers within some time', async () => {
    expect(await isStillThere({ endpoint: await serve(3), runId: 'mine' })).toBe(true);
  });

  test('is gone if nobody answers in that time', async () => {
    expect(await isStillThere({ endpoint: await serve(Infinity), runId: 'mine' }, 300)).toBe(false);
  });

  test('is gone if another has taken its place', async () => {
    const begun = Date.now();
    expect(await isStillThere({ endpoint: await serve(0), runId: 'another' })).toBe(false);
    expect(Date.now() - begun).toBeLessThan(5000);
  });
});
