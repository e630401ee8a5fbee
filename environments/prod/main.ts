import { synthesize } from '@laravel-ecs/platform';
import environment from './environment';

synthesize({ 'environments/prod/environment.ts': environment });
