import { onThisComputer } from '@laravel-ecs/laptop';
import { synthesize } from '@laravel-ecs/platform';
import environment from './environment';

synthesize({}, onThisComputer('environments/local/environment.ts', environment));
