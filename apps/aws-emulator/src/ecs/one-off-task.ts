import type { Change } from './change';
import { tellToStop } from './stop-reason';
import { whyItEnds } from './task-life';
import type { TaskRecord } from './world';
import type { View } from './view';

/**
 * Lets a task that no service keeps running end with its essential container.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/standalone-tasks.html
 */
export function endOneOffTask(task: TaskRecord, view: View): readonly Change[] {
  const reason = task._service || task.desiredStatus === 'STOPPED' ? undefined : whyItEnds(task, view);
  return reason ? [tellToStop(task, reason)] : [];
}
