import { join } from 'node:path';
import { currentCommit } from '../image/commit';
import { Engine } from '../image/engine';
import { interruptible } from '../interruptible';
import { findWorkspace } from '../workspace';

/**
 * Builds the image of this workspace: `IMAGE`, by default `php-app`, with the tag `RELEASE`, by default the commit.
 *
 * @throws Failure when git or the container engine is missing or fails
 */
export async function build({ push = false }: { readonly push?: boolean }): Promise<void> {
  const { root } = findWorkspace();
  await interruptible(async (signal) => {
    const release = process.env['RELEASE'] || (await currentCommit(root, signal));
    await new Engine(join(root, 'php-app'), signal).build({ image: process.env['IMAGE'] || 'php-app', release, push });
  });
}
