import type { Change } from './change';
import type { TaskRecord } from './world';

/**
 * Why a task is told to stop, in the words of DescribeTasks.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export interface StopReason {
  readonly stopCode:
    'EssentialContainerExited' | 'ServiceSchedulerInitiated' | 'TaskFailedToStart' | 'TerminationNotice';
  readonly stoppedReason: string;
}

/** Tells a task to stop. What it goes through then is its own life. */
export function tellToStop({ taskArn }: TaskRecord, reason: StopReason): Change {
  return { change: 'task', task: taskArn, set: { desiredStatus: 'STOPPED', ...reason } };
}
