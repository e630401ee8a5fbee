import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { call } from './http-call';

let server: Server;

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => server.closeAllConnections());
afterEach(() => server.close());

describe('A call', () => {
  test('hands back what is answered', async () => {
    const url = await serve((request, response) => {
      response.statusCode = 409;
      request.pipe(response);
    });
    expect(await call(url, 5000, 'POST', 'said')).toEqual({ status: 409, body: 'said' });
  });

  test('fails when the server dies in the middle of its answer', async () => {
    const url = await serve((_, response) => {
      response.write('{', () => response.socket?.resetAndDestroy());
    });
    await expect(call(url, 5000)).rejects.toThrow();
  });

  test('fails when there is no answer in time', async () => {
    const url = await serve(() => undefined);
    await expect(call(url, 50)).rejects.toThrow('did not answer within 50 ms');
  });
});
