import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** The application and its image, as they lie in the repository. */
export const APP = resolve(__dirname, '../../..');

/** Checkout that the tests run in, among several on one computer. */
export const CHECKOUT = createHash('sha256').update(APP).digest('hex').slice(0, 8);

/** What the image is made of. */
export const DOCKER = join(APP, 'docker');

/**
 * Where copies of the application are made that can be run, and kept for the next time. Not in the repository: the image's user, as
 * whom they are run, may not be let into the folder that it lies in.
 */
export function lanesDirectory(): string {
  return (process.env['PHP_APP_LANES'] ??= join(tmpdir(), `laravel-ecs-php-app-${CHECKOUT}`));
}
