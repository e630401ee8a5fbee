import { onThisComputer } from '@laravel-ecs/laptop';
import { synthesize } from '@laravel-ecs/platform';
import dev from './dev/environment';
import local from './local/environment';
import prod from './prod/environment';
import shared from './shared/environment';
import staging from './staging/environment';

synthesize(
  {
    'environments/shared/environment.ts': shared,
    'environments/dev/environment.ts': dev,
    'environments/staging/environment.ts': staging,
    'environments/prod/environment.ts': prod,
  },
  onThisComputer('environments/local/environment.ts', local),
);
