import { aTask, aView, definition, only, working } from './fixture-world';
import { keepLogs } from './log-lines';

const spoken = {
  ...working,
  logs: [
    { container: 'web', timestamp: 1, message: 'one' },
    { container: 'web', timestamp: 2, message: 'two' },
  ],
};

describe('Log lines', () => {
  test('go to the stream that the task definition names, and are counted', () => {
    const task = aTask('a', { _logged: 3 });
    expect(keepLogs(task, aView({ tasks: [task] }, { a: spoken }))).toEqual([
      {
        change: 'log',
        task: task.taskArn,
        region: 'us-east-1',
        group: '/web',
        stream: 'app/web/a',
        events: [
          { timestamp: 1, message: 'one' },
          { timestamp: 2, message: 'two' },
        ],
      },
      { change: 'task', task: task.taskArn, set: { _logged: 5 } },
    ]);
  });

  test('of a container that logs elsewhere go nowhere', () => {
    const task = aTask('a');
    const [container] = definition.containerDefinitions;
    const elsewhere = { ...definition, containerDefinitions: [{ ...container, logConfiguration: undefined }] } as never;
    const view = aView({ tasks: [task], taskDefinitions: { [definition.arn]: elsewhere } }, { a: spoken });
    expect(only('log', keepLogs(task, view))).toEqual([]);
  });
});
