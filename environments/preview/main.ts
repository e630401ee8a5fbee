import { synthesizePreview } from '@laravel-ecs/platform';
import environment from './environment';

synthesizePreview('environments/preview/environment.ts', environment);
