import type { Change } from './change';
import { idOf, type TaskRecord } from './world';
import type { View } from './view';

/**
 * Writes what the containers of a task said to where their task definition has it go, by the stream `PREFIX/CONTAINER/TASK`.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
 */
export function keepLogs(task: TaskRecord, view: View): readonly Change[] {
  const lines = view.logsOf(task);
  if (lines.length === 0) {
    return [];
  }
  const written: Change[] = view.containersOf(task).flatMap(({ name, logConfiguration }) => {
    const events = lines
      .filter(({ container }) => container === name)
      .map(({ timestamp, message }) => ({ timestamp, message }));
    const {
      'awslogs-group': group,
      'awslogs-region': region,
      'awslogs-stream-prefix': prefix,
    } = logConfiguration?.options ?? {};
    if (logConfiguration?.logDriver !== 'awslogs' || !group || events.length === 0) {
      return [];
    }
    const id = idOf(task.taskArn);
    return [
      {
        change: 'log',
        task: task.taskArn,
        region: region ?? task.taskArn.split(':')[3] ?? '',
        group,
        stream: prefix ? `${prefix}/${name}/${id}` : id,
        events,
      },
    ];
  });
  return [...written, { change: 'task', task: task.taskArn, set: { _logged: task._logged + lines.length } }];
}
