import { randomUUID } from 'node:crypto';
import type { Environment } from '../environment/environment';
import { Failure } from '../failure';
import { runOnce } from '../release/one-off';
import { register, revisionOf, withdraw } from '../release/revision';
import { say } from '../say';

/** The task that makes and drops the database of a preview, and nothing else. */
const ROLE = 'database';

/**
 * Makes the database of a preview and its user, or drops both, as a task that runs once, of an image. Either is safe to repeat.
 *
 * @throws Failure where the task does not do it
 */
export async function runDatabaseTask(
  environment: Environment,
  does: 'create' | 'drop',
  image: string,
  signal: AbortSignal,
): Promise<void> {
  const task = environment.task(ROLE);
  const newest = await revisionOf(environment, task);
  const revision = newest.image === image ? newest : await register(environment, task, image);
  try {
    const end = await runOnce(environment, {
      task,
      revision,
      command: [ROLE, does],
      startedBy: `ship-database-${randomUUID()}`,
      signal,
      onLine: (line) => say(`  ${ROLE}  ${line}`),
    });
    if (end.exitCode !== 0) {
      const how = end.exitCode === undefined ? `did not end (${end.reason})` : `ended with ${end.exitCode}`;
      throw new Failure(
        `the task that would ${does} the database of ${environment.name} ${how}: npx ship logs ${environment.name} ${ROLE}`,
      );
    }
  } finally {
    // Until it is released, Terraform compares with the revision before.
    if (newest.image !== image) {
      await withdraw(environment, [task], image);
    }
  }
}
