import type { DeployedTask } from '@laravel-ecs/config';
import type { Environment } from '../environment/environment';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { say } from '../say';
import type { Release } from './history';
import { type OneOffEnd, type OneOffOptions, runOnce, watchOnce } from './one-off';
import { register, revisionOf, withdraw } from './revision';

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
export async function migrate(
  environment: Environment,
  release: Release,
  { signal, onStarted }: Pick<OneOffOptions, 'signal' | 'onStarted'>,
): Promise<boolean> {
  const task = environment.deployment.oneOffTasks[ROLE];
  if (!task) {
    return false;
  }
  const lines: string[] = [];
  const onLine = (line: string) => {
    lines.push(line);
    say(`  migrate  ${line}`);
  };
  try {
    const end = await runOrFind(environment, task, release, { signal, onStarted, onLine });
    if (end.exitCode !== 0) {
      const mayHaveChanged = end.ran && !((end.exitCode ?? 0) in MEANINGS);
      throw new MigrationFailure(failure(environment, end), mayHaveChanged);
    }
  } catch (error) {
    await withdrawQuietly(environment, task, release, signal);
    throw error;
  }
  return !lines.some((line) => NOTHING.test(line));
}

type Watched = Pick<OneOffOptions, 'signal' | 'onStarted' | 'onLine'>;

/** Runs the migration, or waits for the one of this release that is there already. */
async function runOrFind(
  environment: Environment,
  task: DeployedTask,
  release: Release,
  watched: Watched,
): Promise<OneOffEnd> {
  const startedBy = `ship-release-${release.release}`;
  const begun = await findTask(environment, task.taskFamily, startedBy);
  if (begun) {
    watched.onStarted?.();
    const revision = await revisionOf(environment, task, begun.revision);
    return watchOnce(environment, begun.arn, { ...watched, task, revision });
  }
  const newest = await revisionOf(environment, task);
  const revision = newest.image === release.image ? newest : await register(environment, task, release.image);
  return runOnce(environment, { ...watched, task, startedBy, revision });
}

/** What was registered to migrate by is not released yet. That it can't be taken back is not what has gone wrong. */
async function withdrawQuietly(
  environment: Environment,
  task: DeployedTask,
  { image, before }: Release,
  { reason }: AbortSignal,
): Promise<void> {
  const isAnothers = reason instanceof Failure;
  if (image !== before.image && !isAnothers) {
    await withdraw(environment, [task], image).catch(() => undefined);
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

function failure({ name }: Environment, { exitCode, ran, reason }: OneOffEnd): string {
  const meaning = MEANINGS[exitCode ?? -1];
  const how = exitCode === undefined ? `${ran ? 'did not end' : 'never ran'} (${reason})` : `ended with ${exitCode}`;
  return `the migration ${how}${meaning ? `: ${meaning}` : ''}. Nothing else was changed in ${name}: the release before serves`;
}
