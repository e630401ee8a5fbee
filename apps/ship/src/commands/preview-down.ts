import { isPreview, previewName } from '@laravel-ecs/config';
import { explain } from '../aws/explain';
import { type EnvironmentOptions, prepare } from '../environment/options';
import { Failure } from '../failure';
import { branchesOfOrigin } from '../preview/branches';
import { previewsOf } from '../preview/preview';
import type { PreviewRecord, PreviewRecords } from '../preview/records';
import { takeDown } from '../preview/take-down';
import { answer, say, warn } from '../say';
import { type TerraformSession, withTerraform } from '../session';
import { ago, counted } from '../words';

type DownOptions = Pick<EnvironmentOptions, 'emulator' | 'json'>;

/**
 * Takes a preview down, whole or half made. Safe to repeat.
 *
 * @param preview its name, or its branch
 * @throws Failure
 */
export async function down(preview: string, options: DownOptions): Promise<void> {
  await prepare(options);
  const found = await withTerraform({}, async (session) => {
    const { records } = await previewsOf(session);
    // A branch may be called as the preview of another is. CI may not read the parameters of what is no preview.
    const record =
      (await records.get(previewName(preview))) ?? (isPreview(preview) ? await records.get(preview) : undefined);
    if (record) {
      await takeDown(session, record);
    } else {
      say(`There is no preview of '${preview}': nothing is to be taken down`);
    }
    return record;
  });
  if (options.json) {
    answer({ preview: found?.name ?? previewName(preview), destroyed: found !== undefined });
  }
}

export interface SweepOptions extends DownOptions {
  /** Only say what would be done. */
  readonly dryRun?: boolean;
}

/** A preview that is to go, and why. */
interface Due {
  readonly record: PreviewRecord;
  readonly why: string;
}

/**
 * Takes down the previews that are over their time, and those whose branch is gone from the remote. One that fails holds up no other.
 *
 * @throws Failure that names those that failed
 */
export async function sweep({ dryRun = false, ...options }: SweepOptions): Promise<void> {
  await prepare(options);
  const swept = await withTerraform({}, async (session) => {
    const { records } = await previewsOf(session);
    // Before the branches: one that is pushed meanwhile, with its preview, is not gone.
    const all = await records.all();
    const branches = await branchesOfOrigin(session.workspace.root);
    if (!branches) {
      warn(
        'The remote names no branches, or can not be reached: only previews that are over their time go. In a pipeline, the checkout has to keep its credentials',
      );
    }
    const due = all.flatMap((record): Due[] => {
      const why = whyItGoes(record, branches);
      return why ? [{ record, why }] : [];
    });
    if (due.length === 0) {
      say('No preview is over its time, and no branch of one is gone');
    }
    const failed: string[] = [];
    for (const { record, why } of due) {
      session.signal.throwIfAborted();
      say(`${record.name}  ${why}`);
      if (!dryRun) {
        await goOrStay(session, records, record).catch((error: unknown) => {
          session.signal.throwIfAborted();
          failed.push(record.name);
          say(`${record.name} stays: ${(explain(error) ?? (error as Error)).message}`);
        });
      }
    }
    return { due: due.map(({ record, why }) => ({ name: record.name, branch: record.branch, why })), failed };
  });
  if (options.json) {
    answer({ ...swept, dryRun });
  }
  if (swept.failed.length > 0) {
    throw new Failure(
      `${counted(swept.failed.length, 'preview')} of ${swept.due.length} did not go: ${swept.failed.join(', ')}. The next sweep tries again`,
    );
  }
}

/** Takes it down, unless it was renewed since it was looked at. */
async function goOrStay(session: TerraformSession, records: PreviewRecords, seen: PreviewRecord): Promise<void> {
  const now = await records.get(seen.name);
  if (now?.expiresAt === seen.expiresAt) {
    await takeDown(session, now);
  }
}

function whyItGoes(
  { branch, expiresAt }: PreviewRecord,
  branches: ReadonlySet<string> | undefined,
): string | undefined {
  if (Date.parse(expiresAt) <= Date.now()) {
    return `its time was over ${ago(expiresAt)}`;
  }
  return branches && !branches.has(branch) ? `its branch '${branch}' is gone` : undefined;
}
