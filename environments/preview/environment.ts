import type { PreviewInput } from '@laravel-ecs/platform';

/** A branch to look at: one small task on Fargate spot, behind dev's load balancer, gone three days after the last push. */
export default {
  name: 'preview',
  aws: { region: 'us-east-1' },
  of: 'dev',
} satisfies PreviewInput;
