import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Task } from '@aws-sdk/client-ecs';
import type { DeployedTask } from '@laravel-ecs/config';
import type { Environment } from '../environment/environment';
import { Failure } from '../failure';
import { lastOf } from '../words';
import { LogStream } from './log-stream';
import { pollInterval } from './poll-interval';
import type { Revision } from './revision';

/** For how long a task that was just started may not be found yet, in milliseconds: ECS is eventually consistent. */
const UNSEEN = 60_000;

export interface OneOffOptions {
  readonly task: DeployedTask;
  readonly revision: Revision;

  /**
   * What its container runs in place of the role.
   *
   * @default what the revision says
   */
  readonly command?: readonly string[];

  /** Who or what starts it, at most 128 characters. It is found again by that. */
  readonly startedBy: string;

  readonly signal: AbortSignal;

  /** Is handed every line of its log. */
  readonly onLine: (line: string) => void;

  /** Is told when ECS has taken it on. */
  readonly onStarted?: () => void;
}

/** How a task that runs once ended. */
export interface OneOffEnd {
  /** Exit code of its container; undefined where it never ran, or its instance is gone. */
  readonly exitCode: number | undefined;

  /** Whether its container ran, however that ended. */
  readonly ran: boolean;

  /** Why it stopped, in the words of ECS. */
  readonly reason: string;
}

/**
 * Starts a task that runs once, and waits for its end. An interruption leaves it running: half a migration is worse than a late one.
 *
 * @throws Failure where ECS does not start it
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/standalone-task-create.html
 */
export async function runOnce(environment: Environment, options: OneOffOptions): Promise<OneOffEnd> {
  const { aws, deployment } = environment;
  const { task, revision, command, startedBy, signal } = options;
  const ecs = await aws.ecs();
  signal.throwIfAborted();
  const { tasks = [], failures = [] } = await ecs.runTask({
    cluster: deployment.cluster,
    taskDefinition: revision.arn,
    capacityProviderStrategy: [{ capacityProvider: deployment.capacityProvider, weight: 1 }],
    startedBy,
    // A call whose answer was lost starts no second task.
    clientToken: randomUUID(),
    propagateTags: 'TASK_DEFINITION',
    enableExecuteCommand: true,
    ...(task.networkMode === 'awsvpc' && {
      networkConfiguration: {
        awsvpcConfiguration: {
          subnets: [...deployment.subnets],
          securityGroups: [...deployment.securityGroups],
          assignPublicIp: deployment.assignPublicIp ? 'ENABLED' : 'DISABLED',
        },
      },
    }),
    ...(command && { overrides: { containerOverrides: [{ name: task.container, command: [...command] }] } }),
  });
  const arn = tasks[0]?.taskArn;
  if (!arn) {
    const reasons = failures.map(({ reason, detail }) => [reason, detail].filter(Boolean).join(': '));
    throw new Failure(`ECS starts no task of ${task.taskFamily}: ${reasons.join(', ') || 'it says no reason'}`);
  }
  options.onStarted?.();
  return watchOnce(environment, arn, options);
}

/** Waits for the end of a task that runs already. */
export async function watchOnce(
  { aws, deployment }: Environment,
  arn: string,
  { task, revision, signal, onLine }: Pick<OneOffOptions, 'task' | 'revision' | 'signal' | 'onLine'>,
): Promise<OneOffEnd> {
  const ecs = await aws.ecs();
  const log = new LogStream(await aws.logs(), task, revision, arn);
  const begun = Date.now();
  const interval = pollInterval();
  let wasSeen = false;
  for (;;) {
    const { tasks = [] } = await ecs.describeTasks({ cluster: deployment.cluster, tasks: [arn] });
    const [found] = tasks;
    wasSeen ||= found !== undefined;
    const isGone = !found && (wasSeen || Date.now() - begun > UNSEEN);
    if (isGone || found?.lastStatus === 'STOPPED') {
      for (const line of await log.rest()) {
        onLine(line);
      }
      return found
        ? endOf(found, task.container)
        : { exitCode: undefined, ran: wasSeen, reason: `ECS has forgotten ${lastOf(arn)}` };
    }
    // Its log is read between two polls.
    await wait(interval / 2, undefined, { signal });
    for (const line of await log.next()) {
      onLine(line);
    }
    await wait(interval / 2, undefined, { signal });
  }
}

/** Why a task stopped: what its container says tells more than what the task does. */
export function endOf(task: Task, container: string): OneOffEnd {
  const found = task.containers?.find(({ name }) => name === container);
  return {
    exitCode: found?.exitCode,
    ran: task.startedAt !== undefined,
    reason: [task.stoppedReason, found?.reason].filter(Boolean).join(': ') || 'ECS says no reason',
  };
}
