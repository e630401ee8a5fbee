export { Memcached, type MemcachedProps } from './memcached';
export { Redis, type RedisProps } from './redis';
export type { SessionStore } from './session-store';
