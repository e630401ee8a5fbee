import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SHARED } from '@laravel-ecs/config';
import { Failure } from '../failure';
import type { TerraformSession } from '../session';
import { counted } from '../words';
import { previewsOf } from './preview';

/** Whether the workspace says of previews what they are like. */
export function hasPreviews({ workspace: { root } }: TerraformSession): boolean {
  return existsSync(join(root, 'environments/preview'));
}

/**
 * What refuses to take away what previews stand on: AWS would keep the half that they use, and their databases would be gone. It can be asked
 * again, which looks again.
 *
 * @returns what throws a Failure that names them, where there are any
 */
export async function refusalOf(session: TerraformSession, environment: string): Promise<() => Promise<void>> {
  const previews = hasPreviews(session) ? await previewsOf(session) : undefined;
  if (!previews || (environment !== previews.of && environment !== SHARED)) {
    return async () => undefined;
  }
  return async () => {
    const names = await previews.records.names();
    if (names.length > 0) {
      throw new Failure(
        `${counted(names.length, 'preview')} would lose what ${environment} shares with them: ${names.join(', ')}. ` +
          'Take each down first, by npx ship preview down NAME',
      );
    }
  };
}
