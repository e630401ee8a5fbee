import type { Change } from './change';
import { type Answer, call } from './http-call';
import type { World } from './world';

/** The records of ECS, as the emulator's server keeps them. */
export interface Records {
  /** Their state: the next one after a version, if it comes within so many milliseconds, and else the same. */
  read(since: number | undefined, wait: number): Promise<World>;

  /**
   * Writes down what was done.
   *
   * @returns the version that this made; undefined where the records had changed, and nothing was written
   */
  report(version: number, changes: readonly Change[]): Promise<number | undefined>;
}

/** How long an answer may take beyond what was asked for, in milliseconds. */
const PATIENCE = 30_000;

/** The records of a running emulator. */
export function recordsAt(endpoint: string): Records {
  const url = `${endpoint}/_emulator/ecs`;
  return {
    async read(since, wait) {
      const query = since === undefined ? '' : `?since=${since}&wait=${wait / 1000}`;
      return parsed(await call(`${url}${query}`, wait + PATIENCE)) as World;
    },
    async report(version, changes) {
      const answer = await call(url, PATIENCE, 'POST', JSON.stringify({ version, changes }));
      return answer.status === 409 ? undefined : (parsed(answer) as { version: number }).version;
    },
  };
}

function parsed({ status, body }: Answer): unknown {
  if (status !== 200) {
    throw new Error(`the emulator answered ${status}: ${body}`);
  }
  return JSON.parse(body);
}
