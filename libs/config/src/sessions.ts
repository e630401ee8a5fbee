import { z } from 'zod';
import { integer, object, text } from './fields';

const nodeType = text(/^cache\.[a-z0-9-]+\.[a-z0-9]+$/, `an ElastiCache node type, such as 'cache.t4g.micro'`).default(
  'cache.t4g.micro',
);

const stores = {
  memcached: object({
    store: z.literal('memcached'),
    nodeType,
    /** Number of nodes, 1 to 40. Memcached does not replicate: a lost node takes its share of the sessions along. */
    nodes: integer(1, 40, 'nodes').default(1),
  }),
  redis: object({
    store: z.literal('redis'),
    nodeType,
    /** Number of nodes, 1 to 6: one primary, and replicas that take over from it. */
    nodes: integer(1, 6, 'nodes').default(1),
  }),
};

/** Where PHP sessions live, so that any task can answer any request. */
export const sessionsSchema = z
  .discriminatedUnion('store', [stores.memcached, stores.redis], {
    error: (issue) => (issue.code === 'invalid_union' ? `one of 'memcached', 'redis'` : 'an object with store'),
  })
  .prefault({ store: 'memcached' });
