import type { Moment, TaskDefinitionRecord, TaskRecord } from './world';

/** A task, with all that it takes to run it. */
export interface RunnableTask {
  readonly task: TaskRecord;
  readonly definition: TaskDefinitionRecord;

  /** For how many seconds after its start failed health checks don't count. */
  readonly gracePeriod: number;
}

/** How a container is found. */
export interface ContainerObservation {
  readonly name: string;
  readonly status: 'PENDING' | 'RUNNING' | 'STOPPED';
  readonly exitCode?: number;

  /** Why it did not start, or stopped. */
  readonly reason?: string;

  /** Ports of the machine that lead to it. */
  readonly ports?: readonly { readonly containerPort: number; readonly hostPort: number }[];
}

export interface LogLine {
  readonly container: string;
  readonly timestamp: Moment;
  readonly message: string;
}

/** How a task is found. */
export interface Observation {
  readonly containers: readonly ContainerObservation[];

  /**
   * Whether it does its work, by the health checks of its containers and of its load balancer. `failing` is the end of the
   * runtime's patience: the task is replaced, if it has such checks at all.
   */
  readonly health: 'starting' | 'passing' | 'failing';

  /** The log lines that have not been handed over: all but the first `task._logged`. */
  readonly logs: readonly LogLine[];
}

/**
 * What runs the containers of tasks. The scheduler decides and keeps the records; it does not know what stands behind this.
 *
 * Each call may come again, also from a scheduler that was started anew and has forgotten everything. One that fails has its task
 * stopped, with what the error says as the reason.
 */
export interface TaskRuntime {
  /** Starts the containers of a task. Does nothing for one that it has. */
  start(task: RunnableTask): Promise<void>;

  /** Asks the containers of a task to end. They are found stopped once they have. */
  stop(task: RunnableTask): Promise<void>;

  /** How a task is found, at that moment; undefined for one that it does not have. */
  observe(task: RunnableTask, now: Moment): Promise<Observation | undefined>;

  /**
   * Removes what is left of a task whose record says that it has stopped. It does not come for a task if the scheduler was ended just
   * then.
   */
  forget(task: RunnableTask): Promise<void>;

  /** Ends everything that it runs: nobody asks for it any more. */
  close(): Promise<void>;
}
