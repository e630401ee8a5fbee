import type { Change } from './change';
import { aOneOffTask, aView, exited, NOW, only, working } from './fixture-world';
import type { Records } from './records';
import { Scheduler } from './scheduler';
import type { Observation, RunnableTask, TaskRuntime } from './task-runtime';
import type { TaskRecord, World } from './world';

/** Records that hold tasks, in the state that their last report left them in. */
class Tasks implements Records {
  readonly waits: number[] = [];
  #tasks: readonly TaskRecord[];
  #version = 1;

  constructor(...tasks: readonly TaskRecord[]) {
    this.#tasks = tasks;
  }

  async read(_: number | undefined, wait: number): Promise<World> {
    this.waits.push(wait);
    const tasks = this.#tasks.filter(({ lastStatus }) => String(lastStatus) !== 'STOPPED');
    return { ...aView({ tasks }).world, version: this.#version };
  }

  async report(version: number, changes: readonly Change[]): Promise<number | undefined> {
    if (version !== this.#version) {
      return undefined;
    }
    for (const { task: arn, set } of only('task', changes)) {
      this.#tasks = this.#tasks.map((task) => (task.taskArn === arn ? { ...task, ...set } : task));
    }
    this.#version += 1;
    return this.#version;
  }

  get status(): string {
    return this.statuses[0] ?? '';
  }

  get statuses(): string[] {
    return this.#tasks.map(({ lastStatus }) => lastStatus);
  }

  /** Why each stopped. */
  get reasons(): unknown[] {
    return this.#tasks.map(({ stopCode, stoppedReason }) => [stopCode, stoppedReason]);
  }
}

/** Records that have changed whenever something is reported. */
class Refusing extends Tasks {
  override async report(): Promise<undefined> {
    return undefined;
  }
}

/** Writes down what it is told to do, and finds every task at work that is not to stop. */
class Remembering implements TaskRuntime {
  readonly told: string[] = [];

  async start({ task }: RunnableTask): Promise<void> {
    this.told.push(`start ${task.lastStatus}`);
  }

  async stop({ task }: RunnableTask): Promise<void> {
    this.told.push(`stop ${task.lastStatus}`);
  }

  async observe({ task }: RunnableTask): Promise<Observation | undefined> {
    return task.lastStatus === 'STOPPING' ? exited(0) : working;
  }

  async forget({ task }: RunnableTask): Promise<void> {
    this.told.push(`forget ${task.lastStatus}`);
  }

  async close(): Promise<void> {
    // It holds nothing.
  }
}

/** Fails over one task, whatever it is asked. */
class FailingOver extends Remembering {
  constructor(private readonly arn: string) {
    super();
  }

  override async observe(runnable: RunnableTask): Promise<Observation | undefined> {
    if (runnable.task.taskArn === this.arn) {
      throw new Error('no such container');
    }
    return super.observe(runnable);
  }
}

const schedulerOf = (records: Records, runtime: TaskRuntime) => new Scheduler({ records, runtime, clock: () => NOW });

describe('The scheduler', () => {
  test('has a task started when its record says that it is pending, and not before', async () => {
    const records = new Tasks(aOneOffTask('a', { lastStatus: 'PROVISIONING' }));
    const runtime = new Remembering();
    const scheduler = schedulerOf(records, runtime);
    await scheduler.round();
    expect([records.status, runtime.told]).toEqual(['PENDING', []]);
    await scheduler.round();
    expect([records.status, runtime.told]).toEqual(['RUNNING', ['start PENDING']]);
  });

  test('goes on where another ended', async () => {
    const records = new Tasks(aOneOffTask('a', { lastStatus: 'PROVISIONING' }));
    const runtime = new Remembering();
    await schedulerOf(records, runtime).round();
    await schedulerOf(records, runtime).round();
    expect(records.status).toBe('RUNNING');
  });

  test('has a task stopped whose record says that it is stopping', async () => {
    const runtime = new Remembering();
    await schedulerOf(new Tasks(aOneOffTask('a', { lastStatus: 'STOPPING' })), runtime).round();
    expect(runtime.told[0]).toBe('stop STOPPING');
  });

  test('has a task forgotten once its record says that it has stopped, and not before', async () => {
    const stopping = aOneOffTask('a', { lastStatus: 'STOPPING', desiredStatus: 'STOPPED' });
    const refused = new Remembering();
    await schedulerOf(new Refusing(stopping), refused).round();
    expect(refused.told).toEqual(['stop STOPPING']);

    const runtime = new Remembering();
    const records = new Tasks(stopping);
    await schedulerOf(records, runtime).round();
    expect([records.status, runtime.told]).toEqual(['STOPPED', ['stop STOPPING', 'forget STOPPING']]);
  });

  test('stops a task that its runtime fails over, says why, and goes on with the others', async () => {
    const [broken, other] = [aOneOffTask('a'), aOneOffTask('b', { lastStatus: 'PENDING' })];
    const records = new Tasks(broken, other);
    const scheduler = schedulerOf(records, new FailingOver(broken.taskArn));
    for (let round = 0; round < 4; round += 1) {
      await scheduler.round();
    }
    expect(records.statuses).toEqual(['STOPPED', 'RUNNING']);
    const why = 'What runs the task failed over it: no such container';
    expect(records.reasons).toEqual([
      ['EssentialContainerExited', why],
      [undefined, undefined],
    ]);
  });

  test('has nothing done that was refused', async () => {
    const records = new Refusing(aOneOffTask('a', { lastStatus: 'PROVISIONING' }));
    const runtime = new Remembering();
    const scheduler = schedulerOf(records, runtime);
    await scheduler.round();
    await scheduler.round();
    expect([records.status, runtime.told]).toEqual(['PROVISIONING', []]);
  });

  test('looks again soon as long as something is on its way', async () => {
    const records = new Tasks(aOneOffTask('a'));
    const scheduler = schedulerOf(records, new Remembering());
    await scheduler.round();
    await scheduler.round();
    expect(records.waits).toEqual([0, 100]);
  });

  test('goes on after a failure until it is told to stop', async () => {
    const abort = new AbortController();
    const failures: unknown[] = [];
    const broken: Records = {
      read: async () => {
        throw new Error(`no answer ${failures.length}`);
      },
      report: async () => undefined,
    };
    await schedulerOf(broken, new Remembering()).run(abort.signal, async (error) => {
      failures.push(error);
      if (failures.length === 2) {
        abort.abort();
      }
    });
    expect(failures.map(String)).toEqual(['Error: no answer 0', 'Error: no answer 1']);
  });
});
