import { z } from 'zod';
import { flag, integer, object, text } from './fields';
import { dailyWindow, weeklyWindow, windowsOverlap } from './window';

/** Minutes that ElastiCache's windows have at the least. */
const WINDOW_MINUTES = 60;

const common = {
  /** Size of each node. */
  nodeType: text(/^cache\.[a-z0-9-]+\.[a-z0-9]+$/, `an ElastiCache node type, such as 'cache.t4g.micro'`).default(
    'cache.t4g.micro',
  ),

  /** When AWS may change the nodes, each week, in UTC: `sun:03:00-sun:04:00`. AWS chooses by default. */
  maintenanceWindow: weeklyWindow(WINDOW_MINUTES).optional(),
};

/** What can't be, so that it is said why. */
const without = (reason: string) =>
  z.literal(false, { error: `false: ${reason}; for TLS take store 'valkey' or 'redis'` }).optional();

const replicated = {
  ...common,

  /** Number of nodes, 1 to 6: one primary, and replicas in other zones that take over from it. */
  nodes: integer(1, 6, 'nodes').default(1),

  /** Whether a password is asked for, beside being in the right network. See the library's README for what to do once. */
  authToken: flag().default(false),

  /** For how many days daily snapshots are kept, 0 (none) to 35. */
  snapshotDays: integer(0, 35, 'days').default(0),

  /** When they are taken, in UTC: `01:00-02:00`. AWS chooses by default. */
  snapshotWindow: dailyWindow(WINDOW_MINUTES).optional(),
};

interface Replicated {
  readonly snapshotDays: number;
  readonly snapshotWindow?: string | undefined;
  readonly maintenanceWindow?: string | undefined;
}

function refuseWindows({ snapshotDays, snapshotWindow, maintenanceWindow }: Replicated, context: z.RefinementCtx) {
  const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['snapshotWindow'], message });
  if (snapshotWindow && snapshotDays === 0) {
    refuse('is for snapshots, of which none is kept: raise snapshotDays, or take it out');
  }
  if (snapshotWindow && maintenanceWindow && windowsOverlap(snapshotWindow, maintenanceWindow)) {
    refuse(`is ${snapshotWindow}, which overlaps maintenanceWindow (${maintenanceWindow}): move one of them`);
  }
}

const stores = {
  memcached: object({
    store: z.literal('memcached'),
    ...common,

    /** Number of nodes, 1 to 40. Memcached does not replicate: a lost node takes its share of the sessions along. */
    nodes: integer(1, 40, 'nodes').default(1),

    /** Size of the largest session, 1 to 1,024 MiB. */
    maxItemSize: integer(1, 1024, 'MiB').default(1),

    tls: without('the memcached extension of PHP is built on libmemcached, which speaks no TLS'),
    serverless: without('serverless memcached speaks TLS alone, and the memcached extension of PHP does not'),
  }),
  redis: object({ store: z.literal('redis'), ...replicated }).superRefine(refuseWindows),
  valkey: object({ store: z.literal('valkey'), ...replicated }).superRefine(refuseWindows),
};

/** Where PHP sessions live, so that any task can answer any request. */
export const sessionsSchema = z
  .discriminatedUnion('store', [stores.memcached, stores.redis, stores.valkey], {
    error: (issue) =>
      issue.code === 'invalid_union' ? `one of 'memcached', 'redis', 'valkey'` : 'an object with store',
  })
  .prefault({ store: 'memcached' });
