export type { LocalInput } from '@laravel-ecs/config';
export { onThisComputer } from './on-this-computer';
