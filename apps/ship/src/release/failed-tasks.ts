import type { ECS, Task } from '@aws-sdk/client-ecs';
import type { Environment } from '../environment/environment';
import { lastOf } from '../words';
import { LogStream } from './log-stream';
import { endOf } from './one-off';
import { revisionOf } from './revision';
import type { Step } from './rollout';

/** How many tasks are told about, and how many of their last lines. */
const TASKS = 2;
const LINES = 15;

/** A task that failed, and the last that it said. */
export interface FailedTask {
  readonly role: string;
  readonly task: string;
  readonly exitCode: number | undefined;
  readonly reason: string;
  readonly log: readonly string[];
}

/** The tasks of failed deployments: what they ended with, and what they said last. */
export async function failedTasks(environment: Environment, steps: readonly Step[]): Promise<readonly FailedTask[]> {
  const { aws, deployment } = environment;
  const ecs = await aws.ecs();
  const logs = await aws.logs();
  const told: FailedTask[] = [];
  for (const { role, deploymentId } of steps) {
    const service = deployment.services[role];
    if (!service || !deploymentId) {
      continue;
    }
    const tasks = await stoppedTasks(ecs, deployment.cluster, service.service);
    const failed = tasks
      .filter(({ startedBy }) => startedBy === deploymentId)
      .sort((a, b) => (b.stoppedAt?.getTime() ?? 0) - (a.stoppedAt?.getTime() ?? 0))
      .slice(0, TASKS);
    for (const task of failed) {
      const revision = await revisionOf(environment, service, task.taskDefinitionArn);
      const stream = new LogStream(logs, service, revision, task.taskArn ?? '');
      const { exitCode, reason } = endOf(task, service.container);
      told.push({ role, task: lastOf(task.taskArn), exitCode, reason, log: await stream.last(LINES) });
    }
  }
  return told;
}

/** The tasks of a service that have stopped within the last hour: ECS lists and describes a hundred at a time. */
async function stoppedTasks(client: ECS, cluster: string, serviceName: string): Promise<readonly Task[]> {
  const { paginateListTasks } = await import('@aws-sdk/client-ecs');
  const stopped: Task[] = [];
  for await (const { taskArns = [] } of paginateListTasks(
    { client },
    { cluster, serviceName, desiredStatus: 'STOPPED' },
  )) {
    if (taskArns.length > 0) {
      stopped.push(...((await client.describeTasks({ cluster, tasks: taskArns })).tasks ?? []));
    }
  }
  return stopped;
}
