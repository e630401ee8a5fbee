export type { EnvironmentInput, SharedInput } from '@laravel-ecs/config';
export { acceptRisk } from './security/accepted-risk';
export { createApp, type Elsewhere, synthesize, type StackFiles } from './synthesize';
export { targetOf, type Target } from './target';
