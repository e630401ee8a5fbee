import type { SharedInput } from '@laravel-ecs/platform';

export default {
  name: 'shared',
  aws: { region: 'us-east-1' },
} satisfies SharedInput;
