export { LocalState } from './local-state';
export type { StateBackend } from './state-backend';
