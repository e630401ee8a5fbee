import type { ServiceEvent } from './change';
import { idOf, type ServiceRecord } from './world';

/**
 * Events of a service, in AWS's words.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
 */
export const EVENTS = {
  started: (tasks: readonly string[]) => `has started ${tasks.length} tasks: ${listed(tasks)}.`,
  stopped: (tasks: readonly string[]) => `has stopped ${tasks.length} running tasks: ${listed(tasks)}.`,
  registered: (group: string) => `registered 1 targets in (target-group ${group})`,
  deregistered: (group: string) => `deregistered 1 targets in (target-group ${group})`,
  draining: (tasks: number) => `has begun draining connections on ${tasks} tasks.`,
  unhealthyTarget: (task: string, group: string) =>
    `(task ${idOf(task)}) is unhealthy in (target-group ${group}) due to (reason Health checks failed).`,
  unhealthyContainer: (task: string) => `(task ${idOf(task)}) failed container health checks.`,
  steady: () => 'has reached a steady state.',
  completed: (deployment: string) => `(deployment ${deployment}) deployment completed.`,
  failed: (deployment: string, why: string) => `(deployment ${deployment}) deployment failed: ${why}`,
  rollingBack: (deployment: string) => `rolling back to deployment ${deployment}.`,
  inconsistent: () =>
    'is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide.',
} as const;

/** An event of a service. */
export function event({ arn, name }: Pick<ServiceRecord, 'arn' | 'name'>, message: string): ServiceEvent {
  return { change: 'event', service: arn, message: `(service ${name}) ${message}` };
}

function listed(tasks: readonly string[]): string {
  return tasks.map((task) => `(task ${idOf(task)})`).join(' ');
}
