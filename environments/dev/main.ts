import { synthesize } from '@laravel-ecs/platform';
import environment from './environment';

synthesize({ 'environments/dev/environment.ts': environment });
