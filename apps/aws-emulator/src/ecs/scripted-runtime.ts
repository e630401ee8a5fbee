import type { LogLine, Observation, RunnableTask, TaskRuntime } from './task-runtime';
import { type ContainerDefinition, idOf, type Moment, type TaskRecord } from './world';

/** How long tasks take, unless the scenario says otherwise, in seconds. */
const TAKES = { healthy: 1, unhealthy: 1, crash: 0.2, exit: 1, 'cannot-start': 0 } as const;

/** Exit code of a process that SIGTERM ended. */
const ENDED_BY_SIGTERM = 143;

/** Ports that Docker chooses from. */
const FIRST_PORT = 32_768;
const PORTS = 28_231;

/**
 * Plays tasks by the scenario: nothing runs.
 *
 * It remembers nothing. How a task is found follows from its record and from the time, so that it does not matter how often the
 * scheduler is started anew.
 */
export class ScriptedRuntime implements TaskRuntime {
  async start(): Promise<void> {
    // A task runs from the moment that its record says so.
  }

  async stop(): Promise<void> {
    // The same holds for its end.
  }

  async forget(): Promise<void> {
    // Nothing is left of what never was.
  }

  async close(): Promise<void> {
    // The same holds for all of them.
  }

  async observe(runnable: RunnableTask, now: Moment): Promise<Observation> {
    const { task, definition } = runnable;
    if (task._script?.outcome === 'cannot-start') {
      return cannotStart(runnable);
    }
    const life = lifeOf(runnable);
    const lived =
      task.startedAt === undefined ? 0 : (Math.min(now, task.stoppingAt ?? now) - task.startedAt) * task._speed;
    const isOver = life.endsAfter !== undefined && lived >= life.endsAfter;
    const isAsked = task.stoppingAt !== undefined;
    // A container that never ran has no exit code.
    const asked = isAsked && task.startedAt !== undefined && { exitCode: task._service ? 0 : ENDED_BY_SIGTERM };

    return {
      containers: definition.containerDefinitions.map((container) => ({
        name: container.name,
        status: isAsked || (isOver && container === life.main) ? 'STOPPED' : 'RUNNING',
        ...(isOver && container === life.main ? { exitCode: life.exitCode } : asked),
        ports: definition.networkMode === 'bridge' ? portsOf(task, container) : [],
      })),
      health: life.turns && lived >= life.turns.after ? life.turns.to : 'starting',
      logs: linesSpoken(runnable, lived, now).slice(task._logged),
    };
  }
}

/** How a task is found none of whose containers ever ran: the one that it is there for says why. */
function cannotStart({ task, definition }: RunnableTask): Observation {
  const main = mainContainerOf(task, definition.containerDefinitions);
  const reason =
    task._script?.reason ?? `CannotPullContainerError: pull image manifest of ${main?.image} failed: not found`;
  return {
    containers: definition.containerDefinitions.map((container) => ({
      name: container.name,
      status: 'STOPPED',
      ...(container === main && { reason }),
    })),
    health: 'starting',
    logs: [],
  };
}

/** What becomes of a task, in milliseconds of its own life. */
interface ScriptedLife {
  /** The container that it happens to. */
  readonly main: ContainerDefinition | undefined;
  readonly length: number;
  readonly endsAfter?: number;
  readonly exitCode?: number;
  readonly turns?: { readonly after: number; readonly to: 'passing' | 'failing' };
}

function lifeOf({ task, definition }: RunnableTask): ScriptedLife {
  const { outcome = task._service ? 'healthy' : 'exit', seconds, exitCode } = task._script ?? {};
  const main = mainContainerOf(task, definition.containerDefinitions);
  const length = (seconds ?? TAKES[outcome]) * 1000;
  switch (outcome) {
    case 'cannot-start':
      return { main, length };
    case 'exit':
      return { main, length, endsAfter: length, exitCode: exitCode ?? 0 };
    case 'crash':
      return { main, length, endsAfter: length, exitCode: exitCode ?? 1 };
    case 'unhealthy':
      return { main, length, turns: { after: length, to: 'failing' } };
    case 'healthy':
      return { main, length, turns: { after: length, to: 'passing' } };
  }
}

/** The container that the task is there for: the one that was told what to do, or else the first that it ends with. */
function mainContainerOf(
  task: TaskRecord,
  containers: readonly ContainerDefinition[],
): ContainerDefinition | undefined {
  const told = task.overrides.containerOverrides?.find(({ command }) => command)?.name;
  return containers.find(({ name }) => name === told) ?? containers.find(({ essential }) => essential !== false);
}

/** Its lines up to now: the first at once, the others evenly over its life. */
function linesSpoken(runnable: RunnableTask, lived: number, now: Moment): LogLine[] {
  const { task } = runnable;
  const { main, length } = lifeOf(runnable);
  if (!main || task.startedAt === undefined) {
    return [];
  }
  const lines = task._script?.logs ?? defaultLines(runnable, main);
  const container = main.name;
  return lines
    .filter((_, index) => lived >= (length * index) / lines.length)
    .map((message) => ({ container, timestamp: now, message }));
}

function defaultLines({ task, definition }: RunnableTask, main: ContainerDefinition): readonly string[] {
  const override = task.overrides.containerOverrides?.find(({ name }) => name === main.name);
  const command = override?.command ?? main.command ?? [];
  if (task._service) {
    return [`INFO  ${definition.family}:${definition.revision} runs ${main.image}.`];
  }
  const isMigration = command.length > 0 ? command.some((word) => word === 'migrate') : main.name === 'migrate';
  if (isMigration) {
    return ['INFO  Nothing to migrate.'];
  }
  const asked = command.length > 0 ? command.join(' ') : `the command of ${main.image}`;
  return [`INFO  Running ${asked}`, 'INFO  Nothing runs here: the emulator plays it.'];
}

/** Ports of the instance, another for each container of each task, and the same whenever they are asked for. */
function portsOf(task: TaskRecord, { name, portMappings = [] }: ContainerDefinition) {
  return portMappings.map(({ containerPort, hostPort }) => ({
    containerPort,
    hostPort: hostPort || FIRST_PORT + (hash(`${idOf(task.taskArn)} ${name} ${containerPort}`) % PORTS),
  }));
}

function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7);
}
