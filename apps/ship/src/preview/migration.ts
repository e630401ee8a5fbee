import { join } from 'node:path';
import { explain } from '../aws/explain';
import { Failure } from '../failure';
import { say } from '../say';
import type { TerraformSession } from '../session';
import { migrate, type Moved } from '../state/migration';
import { isDeployed, makePlace, previewsOf, synthesizePreview } from './preview';
import type { PreviewRecord } from './records';
import { hasPreviews } from './standing';

/**
 * Copies the states of previews to where `cdktf.json` says, as those of environments are copied: nothing else finds what a preview is made of.
 *
 * @param before file that says where they are now
 * @param directory for what is there meanwhile
 * @returns what became of each
 * @throws Failure for those that run, and whose states are not there either
 */
export async function migratePreviews(
  session: TerraformSession,
  before: string,
  directory: string,
): Promise<Readonly<Record<string, Moved>>> {
  const results: Record<string, Moved> = {};
  const missing: string[] = [];
  for (const { name, branch, rule } of await known(session)) {
    const from = await synthesizePreview(session, branch, rule, {
      settingFile: before,
      folder: join(directory, 'previews'),
    });
    const to = await synthesizePreview(session, branch, rule);
    await makePlace(session, to);
    const moved = await migrate(from.stack, to.stack, directory);
    if (moved === 'has no state yet' && (await isDeployed(to))) {
      missing.push(name);
    } else {
      results[name] = moved;
      say(`${name}  ${moved}`);
    }
  }
  if (missing.length > 0) {
    throw new Failure(
      `the states of ${missing.join(', ')} are not where states were kept, as far as can be seen from here: ` +
        'all others were copied; run the same command on the computer that made these previews, or take them down there',
    );
  }
  return results;
}

/** The previews there are, as far as somebody may know. */
async function known(session: TerraformSession): Promise<readonly PreviewRecord[]> {
  if (!hasPreviews(session)) {
    return [];
  }
  const { records } = await previewsOf(session);
  try {
    return await records.all();
  } catch (error) {
    const failure = explain(error);
    if (!failure) {
      throw error;
    }
    say(
      `AWS does not say which previews there are. Those there are can't be taken down without their states: run the same command, signed in\n  ${failure.message}`,
    );
    return [];
  }
}
