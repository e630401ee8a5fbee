import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { requirePython } from '../src/python';
import { playScenario, type Scenario } from '../src/scenario';

/** Variables in which the specs find the two servers. */
export const ENDPOINTS = { overlay: 'CONTRACT_OVERLAY_ENDPOINT', stock: 'CONTRACT_STOCK_ENDPOINT' } as const;

const RUN_ID = 'contracts';

const servers: ChildProcess[] = [];

/** How many times faster than real time the tasks of the emulator live. */
const SPEED = 10;

const SCHEDULER = resolve(__dirname, '../bin/ecs-scheduler.js');

/** Starts the emulator, with what plays ECS, and moto as it is, for all specs of the project. */
export async function startServers(): Promise<void> {
  const endpoint = await start([]);
  process.env[ENDPOINTS.overlay] = endpoint;
  await playOnOverlay({});
  servers.push(spawn(process.execPath, [SCHEDULER, endpoint, RUN_ID], { stdio: 'ignore' }));
  process.env[ENDPOINTS.stock] = await start(['--stock']);
}

/** Plays a scenario on the emulator, at the speed of the contracts. */
export function playOnOverlay(scenario: Scenario): Promise<void> {
  return playScenario({ endpoint: process.env[ENDPOINTS.overlay] ?? '' }, { speed: SPEED, ...scenario });
}

/** Ends them all. */
export async function stopServers(): Promise<void> {
  await Promise.all(
    servers.map(async (server) => {
      server.kill('SIGKILL');
      await once(server, 'exit');
    }),
  );
}

async function start(words: readonly string[]): Promise<string> {
  const server = spawn(await requirePython(), ['-m', 'aws_emulator', '--run-id', RUN_ID, ...words], {
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
