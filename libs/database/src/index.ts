export { Database, type DatabaseProps } from './database';
export type { EngineName } from './engine';
export { PasswordRollout, type PasswordRolloutProps } from './password-rollout';
