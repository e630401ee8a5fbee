import type { Change } from './change';
import type { Records } from './records';
import { decide, isBusy } from './round';
import type { Observation, RunnableTask, TaskRuntime } from './task-runtime';
import { View } from './view';
import type { TaskRecord, World } from './world';

/** How often it is looked at tasks that are on their way, in milliseconds of their own time. */
const SOON = 100;

/** The shortest time between two looks, in milliseconds: each keeps the server busy. */
const SOONEST = 25;

/** How often it is looked whether anything happened by itself (a process ended, an instance is gone), in milliseconds. */
const LATER = 1000;

export interface SchedulerOptions {
  readonly records: Records;
  readonly runtime: TaskRuntime;

  /** @default the time */
  readonly clock?: () => number;
}

/**
 * Plays the scheduler and the agents of ECS: reads what is desired, has tasks started and stopped, and reports back.
 *
 * All that it knows is in the records, so that another can go on where one ended.
 */
export class Scheduler {
  readonly #records: Records;
  readonly #runtime: TaskRuntime;
  readonly #clock: () => number;
  #seen: number | undefined;
  #pause = 0;

  constructor({ records, runtime, clock = Date.now }: SchedulerOptions) {
    this.#records = records;
    this.#runtime = runtime;
    this.#clock = clock;
  }

  /** Goes on until it is told to stop. What it can't do now, it tries again after a second. */
  async run(signal: AbortSignal, onError: (error: unknown) => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.round();
      } catch (error) {
        this.#seen = undefined;
        await onError(error);
      }
    }
  }

  /** Waits until there is something to look at, decides, reports it, and has it done. */
  async round(): Promise<void> {
    const world = await this.#records.read(this.#seen, this.#pause);
    const changes = decide(new View(world, await this.#observeAll(world), this.#clock()));
    if (changes.length === 0) {
      this.#seen = world.version;
      this.#pause = isBusy({ world }) ? Math.max(SOON / world.speed, SOONEST) : LATER;
      return;
    }
    const version = await this.#records.report(world.version, changes);
    // Where a client was faster, the round counts for nothing, and the next one begins at once.
    this.#seen = version;
    this.#pause = Math.max(SOON / world.speed, SOONEST);
    if (version !== undefined) {
      await this.#forget(stoppedBy(changes), world);
    }
  }

  /** How all tasks are found, at once: one that its runtime is slow over holds up a round, but not once for each. */
  async #observeAll(world: World): Promise<ReadonlyMap<string, Observation>> {
    const observations = new Map<string, Observation>();
    await Promise.all(
      world.tasks.map(async (task) => {
        const runnable = runnableOf(task, world);
        const found = runnable && (await this.#observe(runnable).catch((error: unknown) => failed(runnable, error)));
        if (found) {
          observations.set(task.taskArn, found);
        }
      }),
    );
    return observations;
  }

  /** How a task is found. One that ought to run, or ought to end, and does not yet, is told to. */
  async #observe(runnable: RunnableTask): Promise<Observation | undefined> {
    const { task } = runnable;
    if (task.lastStatus === 'PROVISIONING') {
      return undefined;
    }
    if (task.lastStatus === 'PENDING' && task.desiredStatus === 'RUNNING') {
      await this.#runtime.start(runnable);
    }
    if (task.lastStatus === 'STOPPING') {
      await this.#runtime.stop(runnable);
    }
    return this.#runtime.observe(runnable, this.#clock());
  }

  async #forget(stopped: ReadonlySet<string>, world: World): Promise<void> {
    const tasks = world.tasks.filter(({ taskArn }) => stopped.has(taskArn));
    const runnables = tasks.flatMap((task) => runnableOf(task, world) ?? []);
    await Promise.all(runnables.map((runnable) => this.#runtime.forget(runnable)));
  }
}

/** Tasks that those changes end. */
function stoppedBy(changes: readonly Change[]): ReadonlySet<string> {
  return new Set(
    changes.flatMap((each) => (each.change === 'task' && each.set['lastStatus'] === 'STOPPED' ? [each.task] : [])),
  );
}

/** How a task is found that its runtime fails over: it has ended, so that another can take its place. */
function failed({ definition }: RunnableTask, error: unknown): Observation {
  const reason = `What runs the task failed over it: ${error instanceof Error ? error.message : String(error)}`;
  return {
    containers: definition.containerDefinitions.map(({ name }) => ({ name, status: 'STOPPED', reason })),
    health: 'starting',
    logs: [],
  };
}

function runnableOf(task: TaskRecord, { taskDefinitions, services }: World): RunnableTask | undefined {
  const definition = taskDefinitions[task.taskDefinitionArn];
  const gracePeriod = services.find(({ arn }) => arn === task._service)?.gracePeriod ?? 0;
  return definition && { task, definition, gracePeriod };
}
