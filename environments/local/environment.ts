import type { LocalInput } from '@laravel-ecs/laptop';

export default {
  name: 'local',
} satisfies LocalInput;
