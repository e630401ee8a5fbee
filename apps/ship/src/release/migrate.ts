import type { Environment } from '../environment/environment';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { say } from '../say';
import type { Release } from './history';
import { type OneOffEnd, runOnce, watchOnce } from './one-off';
import { register, type Revision, revisionOf, withdraw } from './revision';

const ROLE = 'migrate';

/** What Laravel says where there is nothing to do. */
const NOTHING = /nothing to migrate/i;

/** Exit codes of the image's `migrate` role, beside those of the migration itself. */
const MEANINGS: Readonly<Record<number, string>> = {
  69: 'the database does not let the application in',
  75: 'another migration is under way: wait for its end',
  78: 'the container lacks a setting, which its log names',
};

/** The migration did not end well. */
export class MigrationFailure extends Failure {
  constructor(
    message: string,
    /** Whether it may have changed the schema before: MySQL takes nothing back. */
    readonly mayHaveChanged: boolean,
  ) {
    super(message, EXIT.migrationFailed);
  }
}

/**
 * Migrates the database by the new image, as a task that runs once, before the image may take traffic.
 *
 * One that is under way already for this release is waited for, and one that has ended well is not run again.
 *
 * @returns whether the schema was changed
 * @throws MigrationFailure nothing else was changed then
 */
export async function migrate(environment: Environment, release: Release, signal: AbortSignal): Promise<boolean> {
  const task = environment.deployment.oneOffTasks[ROLE];
  if (!task) {
    return false;
  }
  const startedBy = `ship-release-${release.release}`;
  const lines: string[] = [];
  const onLine = (line: string) => {
    lines.push(line);
    say(`  migrate  ${line}`);
  };
  const begun = await findTask(environment, task.taskFamily, startedBy);
  try {
    const end = begun
      ? await watchOnce(environment, begun.arn, {
          task,
          signal,
          onLine,
          revision: await revisionOf(environment, task, begun.revision),
        })
      : await runOnce(environment, { task, startedBy, signal, onLine, revision: await revision() });
    if (end.exitCode !== 0) {
      const began = end.exitCode !== undefined && !(end.exitCode in MEANINGS);
      throw new MigrationFailure(failure(environment, end), began);
    }
  } catch (error) {
    if (release.image !== release.before.image) {
      await withdraw(environment, [task], release.image);
    }
    throw error;
  }
  return !lines.some((line) => NOTHING.test(line));

  async function revision(): Promise<Revision> {
    const newest = await revisionOf(environment, task as NonNullable<typeof task>);
    return newest.image === release.image
      ? newest
      : register(environment, task as NonNullable<typeof task>, release.image);
  }
}

/** A migration of this release that still runs, or that ended well within the last hour. */
async function findTask(
  { aws, deployment }: Environment,
  family: string,
  startedBy: string,
): Promise<{ readonly arn: string; readonly revision: string } | undefined> {
  const ecs = await aws.ecs();
  const listed = await Promise.all(
    (['RUNNING', 'STOPPED'] as const).map((desiredStatus) =>
      ecs.listTasks({ cluster: deployment.cluster, family, desiredStatus }),
    ),
  );
  const arns = listed.flatMap(({ taskArns = [] }) => taskArns);
  if (arns.length === 0) {
    return undefined;
  }
  const { tasks = [] } = await ecs.describeTasks({ cluster: deployment.cluster, tasks: arns.slice(0, 100) });
  const found = tasks.find(
    (task) =>
      task.startedBy === startedBy &&
      (task.lastStatus !== 'STOPPED' || task.containers?.every(({ exitCode }) => exitCode === 0)),
  );
  return found?.taskArn && found.taskDefinitionArn
    ? { arn: found.taskArn, revision: found.taskDefinitionArn }
    : undefined;
}

function failure({ name }: Environment, { exitCode, reason }: OneOffEnd): string {
  const how = exitCode === undefined ? `never ran (${reason})` : `ended with ${exitCode}`;
  const meaning = MEANINGS[exitCode ?? -1];
  return `the migration ${how}${meaning ? `: ${meaning}` : ''}. Nothing else was changed in ${name}: the release before serves`;
}
