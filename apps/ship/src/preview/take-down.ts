import { rmSync } from 'node:fs';
import { apply, sayPlan } from '../apply';
import { findEnvironment } from '../environment/environment';
import { Failure } from '../failure';
import { Lock } from '../release/lock';
import { say } from '../say';
import type { TerraformSession } from '../session';
import { placeOf } from '../state/place';
import { removeState } from '../state/removal';
import type { Stack } from '../terraform/stack';
import { runDatabaseTask } from './database';
import { awsOf, isDeployed, openState, type Preview, synthesizePreview } from './preview';
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
  await openState(session, preview);
  // Before anything goes: it takes the lock of the state, which whoever makes the preview holds meanwhile.
  const destroy = await stack.plan({ destroy: true });
  const isThere = await isDeployed(preview);
  if (destroy.empty && isThere) {
    throw elsewhere(stack);
  }
  const records = new PreviewRecords(awsOf(preview), plan.project);
  const record = await records.get(name);
  // Without a deployment, no task could have made it, or it was dropped.
  if (record?.databaseImage && isThere) {
    await dropDatabase(session, preview, record.databaseImage);
    await records.change({ ...record, databaseImage: undefined, databaseServer: undefined });
  }
  if (!destroy.empty) {
    sayPlan(stack, destroy);
    await apply(stack, destroy);
  }
  await removeState(stack);
  await records.remove(name);
  rmSync(output, { recursive: true, force: true });
  say(`${name} is gone.`);
}

async function dropDatabase({ signal }: TerraformSession, { plan }: Preview, madeBy: string): Promise<void> {
  const environment = await findEnvironment(plan.name, plan);
  // What serves is in the registry: it may have forgotten the other.
  const image = (await environment.image()) ?? madeBy;
  await Lock.hold(environment, { does: 'takes the preview down' }, (lock) =>
    runDatabaseTask(environment, 'drop', image, AbortSignal.any([lock.signal, signal])),
  );
}

function elsewhere({ name, backend }: Stack): Failure {
  return new Failure(
    `${name} runs, and its state is not here (${placeOf(backend)} has nothing of it), so that nothing was taken down: ` +
      'where states are kept on computers, take it down on the one that made it; ' +
      'where context.state in cdktf.json has changed since, copy the state by npx ship state migrate',
  );
}
