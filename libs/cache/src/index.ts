export { Memcached, type MemcachedProps } from './memcached';
export { ReplicatedStore, type ReplicatedStoreProps } from './replicated-store';
export type { SessionStore } from './session-store';
