import { rmSync } from 'node:fs';
import { apply, sayPlan } from '../apply';
import { findEnvironment } from '../environment/environment';
import { Lock } from '../release/lock';
import { say } from '../say';
import type { TerraformSession } from '../session';
import { removeState } from '../state/removal';
import { runDatabaseTask } from './database';
import { awsOf, openState, synthesizePreview } from './preview';
import { type PreviewRecord, PreviewRecords } from './records';

/**
 * Takes a preview down: its database, what Terraform made, its state, and last what is known of it, so that the same command goes on
 * where this one is interrupted or fails.
 *
 * @throws Failure
 */
export async function takeDown(session: TerraformSession, { branch, name, rule }: PreviewRecord): Promise<void> {
  const preview = await synthesizePreview(session, branch, rule);
  const { stack, plan, output } = preview;
  const records = new PreviewRecords(awsOf(preview), plan.project);
  const record = await records.get(name);
  if (record?.databaseImage) {
    const { databaseImage, ...rest } = record;
    const environment = await findEnvironment(name, plan);
    // What serves is in the registry: it may have forgotten the other.
    const image = (await environment.image()) ?? databaseImage;
    await Lock.hold(environment, { does: 'takes the preview down' }, (lock) =>
      runDatabaseTask(environment, 'drop', image, AbortSignal.any([lock.signal, session.signal])),
    );
    await records.change({ ...rest, hasDatabase: false });
  }
  await openState(session, preview);
  const destroy = await stack.plan({ destroy: true });
  if (!destroy.empty) {
    sayPlan(stack, destroy);
    await apply(stack, destroy);
  }
  await removeState(stack);
  await records.remove(name);
  rmSync(output, { recursive: true, force: true });
  say(`${name} is gone.`);
}
