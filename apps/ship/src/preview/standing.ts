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
 * Refuses to take away what previews stand on: AWS would keep the half that they use, and their databases would be gone.
 *
 * @throws Failure that names them
 */
export async function requireNoneOn(session: TerraformSession, environment: string): Promise<void> {
  if (!hasPreviews(session)) {
    return;
  }
  const { of, records } = await previewsOf(session);
  const names = environment === of || environment === SHARED ? await records.names() : [];
  if (names.length > 0) {
    throw new Failure(
      `${counted(names.length, 'preview')} would lose what ${environment} shares with them: ${names.join(', ')}. ` +
        'Take each down first, by npx ship preview down NAME',
    );
  }
}
