import { synthesize } from '@laravel-ecs/platform';
import environment from './environment';

synthesize({ 'environments/staging/environment.ts': environment });
