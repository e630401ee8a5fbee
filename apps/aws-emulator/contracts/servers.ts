import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { requirePython } from '../src/python';

/** Variables in which the specs find the two servers. */
export const ENDPOINTS = { overlay: 'CONTRACT_OVERLAY_ENDPOINT', stock: 'CONTRACT_STOCK_ENDPOINT' } as const;

const servers: ChildProcess[] = [];

/** Starts the emulator, and moto as it is, for all specs of the project. */
export async function startServers(): Promise<void> {
  process.env[ENDPOINTS.overlay] = await start([]);
  process.env[ENDPOINTS.stock] = await start(['--stock']);
}

/** Ends both. */
export async function stopServers(): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }),
  );
}

async function start(words: readonly string[]): Promise<string> {
  const server = spawn(await requirePython(), ['-m', 'aws_emulator', '--run-id', 'contracts', ...words], {
    env: { ...process.env, PYTHONPATH: resolve(__dirname, '../overlay'), PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  servers.push(server);
  for await (const line of createInterface(server.stdout)) {
    const address = /listens on (\S+)$/.exec(line)?.[1];
    if (address) {
      return `http://${address}`;
    }
  }
  throw new Error('the server ended before it listened');
}
