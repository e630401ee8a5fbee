import { synthesize } from '@laravel-ecs/platform';
import environment from './environment';

synthesize({ 'environments/shared/environment.ts': environment });
