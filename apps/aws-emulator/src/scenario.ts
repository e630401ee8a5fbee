import type { Emulator } from './emulator';
import { EmulatorError } from './emulator-error';

/** What becomes of the tasks of a deployment. */
export interface ScriptedDeployment {
  /**
   * Name of the service whose deployment it is.
   *
   * @default whichever comes next
   */
  readonly service?: string;

  /**
   * - `healthy`: its tasks do their work.
   * - `unhealthy`: they run, but their health checks fail: those of their containers and of their load balancer, if there are any.
   * - `crash`: they end by themselves.
   * - `cannot-start`: their containers never run.
   */
  readonly outcome: 'healthy' | 'unhealthy' | 'crash' | 'cannot-start';

  /**
   * After how many seconds of running that happens. What can't start does not run.
   *
   * @default 1; 0.2 for `crash`
   */
  readonly seconds?: number;

  /**
   * Exit code of tasks that crash, 0 to 255.
   *
   * @default 1
   */
  readonly exitCode?: number;

  /**
   * Why tasks can't start, in the words of the ECS agent: `CannotPullContainerError: …`, `ResourceInitializationError: …`.
   *
   * @default their image can't be pulled
   */
  readonly reason?: string;

  /**
   * Lines that each task writes to its log: the first as it starts, the others spread over those seconds.
   *
   * @default what it runs
   */
  readonly logs?: readonly string[];
}

/** What becomes of a task that runs once. */
export interface ScriptedTask {
  /**
   * Family of its task definition.
   *
   * @default whichever comes next
   */
  readonly family?: string;

  /**
   * - `exit`: it runs, and ends by itself.
   * - `cannot-start`: its containers never run.
   *
   * @default 'exit'
   */
  readonly outcome?: 'exit' | 'cannot-start';

  /**
   * Why it can't start, as of {@link ScriptedDeployment.reason}.
   *
   * @default its image can't be pulled
   */
  readonly reason?: string;

  /**
   * Exit code of its essential container, 0 to 255.
   *
   * @default 0
   */
  readonly exitCode?: number;

  /**
   * For how many seconds it runs.
   *
   * @default 1
   */
  readonly seconds?: number;

  /**
   * Lines that it writes to its log: the first as it starts, the others spread over those seconds.
   *
   * @default what it was told to do
   */
  readonly logs?: readonly string[];
}

/** What goes wrong with API calls, for so many of them, or for so many seconds; for one call if neither is said. */
export type Fault = {
  /** Name of the call, such as `UpdateService`, or `*` for all. */
  readonly action: string;

  /** For so many calls. */
  readonly times?: number;

  /** Or for so many seconds from now. */
  readonly seconds?: number;

  /**
   * How many such calls go well before.
   *
   * @default 0
   */
  readonly after?: number;
} & (
  | {
      /** 400 `ThrottlingException`, which the SDKs try again. */
      readonly kind: 'throttle';
    }
  | {
      /** No answer until the fault is over, at most 30 seconds; then the connection is closed. */
      readonly kind: 'timeout';
    }
  | {
      /** The connection is closed without an answer. */
      readonly kind: 'drop';

      /**
       * Whether the call was carried out before.
       *
       * @default false
       */
      readonly carriedOut?: boolean;
    }
  | {
      /** An error of AWS. */
      readonly kind: 'error';
      readonly code: string;
      readonly message: string;

      /** @default 400 */
      readonly status?: number;
    }
);

/** What tasks do and what goes wrong, in place of everything going well. */
export interface Scenario {
  /**
   * How many times faster than real time tasks live, 0.01 to 1000.
   *
   * @default 1
   */
  readonly speed?: number;

  /**
   * What becomes of the tasks of the next deployments, in their order. A deployment uses one up when it starts its first task; a
   * rollback uses up none, and goes well.
   *
   * @default all go well
   */
  readonly deployments?: readonly ScriptedDeployment[];

  /**
   * What becomes of the next tasks that run once, in their order.
   *
   * @default all go well
   */
  readonly oneOffTasks?: readonly ScriptedTask[];

  /**
   * What goes wrong with API calls.
   *
   * @default nothing
   */
  readonly faults?: readonly Fault[];
}

/**
 * Has an emulator play a scenario, in place of what is left of an earlier one. An empty one has everything go well.
 *
 * @throws EmulatorError if no emulator answers there, or it cannot play that: the earlier scenario goes on then
 */
export async function playScenario({ endpoint }: Pick<Emulator, 'endpoint'>, scenario: Scenario): Promise<void> {
  const answer = await fetch(`${endpoint}/_emulator/script`, { method: 'PUT', body: JSON.stringify(scenario) }).catch(
    () => undefined,
  );
  if (answer?.status === 400) {
    throw new EmulatorError(`the scenario can't be played: ${((await answer.json()) as { message: string }).message}`);
  }
  if (!answer?.ok) {
    throw new EmulatorError(`no emulator at ${endpoint} takes the scenario: start it with \`ship emulator start\``);
  }
}

/** What is left to happen of the scenario that an emulator plays. */
export async function remainingScenario({ endpoint }: Pick<Emulator, 'endpoint'>): Promise<Scenario> {
  return (await (await fetch(`${endpoint}/_emulator/script`)).json()) as Scenario;
}
