export type { EnvironmentInput, PreviewInput, SharedInput } from '@laravel-ecs/config';
export { acceptRisk } from './security/accepted-risk';
export { createApp, type Elsewhere, synthesize, synthesizePreview, type StackFiles } from './synthesize';
export { targetOf, type Target } from './target';
