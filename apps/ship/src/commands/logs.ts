import { setTimeout as wait } from 'node:timers/promises';
import colors from 'picocolors';
import { open, type EnvironmentOptions } from '../environment/options';
import { say } from '../say';

/** How long is waited for each log group before it is looked at again, in milliseconds: a call a second. */
const LOOK = 1000;

/** CloudWatch takes in events of one container in about this many milliseconds: those that come late are not missed. */
const LATE = 10_000;

export interface LogsOptions extends EnvironmentOptions {
  /** Go on with what comes. */
  readonly follow?: boolean;

  /** Milliseconds back from now. */
  readonly since: number;

  /** Filter pattern of CloudWatch Logs. */
  readonly filter?: string;
}

interface Line {
  readonly id: string;
  readonly at: number;
  readonly role: string;
  readonly task: string;
  readonly text: string;
}

const PALETTE = [colors.cyan, colors.magenta, colors.yellow, colors.green, colors.blue, colors.red];

/** Writes the logs of all tasks of a role, or of every role, each task in a color of its own. */
export async function logs(name: string, role: string | undefined, options: LogsOptions): Promise<void> {
  const environment = await open(name, options);
  const tasks = role ? { [role]: environment.task(role) } : environment.tasks;
  const client = await environment.aws.logs();
  const { paginateFilterLogEvents } = await import('@aws-sdk/client-cloudwatch-logs');

  const read = async (each: string, logGroupName: string, startTime: number): Promise<readonly Line[]> => {
    const lines: Line[] = [];
    const asked = { logGroupName, startTime, ...(options.filter && { filterPattern: options.filter }) };
    for await (const { events = [] } of paginateFilterLogEvents({ client }, asked)) {
      lines.push(
        ...events.map(({ eventId = '', timestamp = 0, logStreamName = '', message = '' }) => ({
          id: eventId,
          at: timestamp,
          role: each,
          task: logStreamName.split('/').pop()?.slice(0, 8) ?? '',
          text: message.trimEnd(),
        })),
      );
    }
    return lines;
  };

  const shown = new Set<string>();
  const painted = new Map<string, (text: string) => string>();
  let from = Date.now() - options.since;
  for (;;) {
    const began = Date.now();
    const found = await Promise.all(Object.entries(tasks).map(([each, { logGroup }]) => read(each, logGroup, from)));
    const fresh = found.flat().filter(({ id }) => !shown.has(id));
    for (const line of fresh.sort((a, b) => a.at - b.at)) {
      shown.add(line.id);
      write(line, painted, options.json);
    }
    if (!options.follow) {
      return;
    }
    from = began - LATE;
    await wait(LOOK * found.length);
  }
}

function write(
  { at, role, task, text }: Line,
  painted: Map<string, (text: string) => string>,
  json: boolean | undefined,
): void {
  const time = new Date(at).toISOString();
  if (json) {
    process.stdout.write(`${JSON.stringify({ at: time, role, task, text })}\n`);
    return;
  }
  const paint = painted.get(task) ?? PALETTE[painted.size % PALETTE.length] ?? colors.cyan;
  painted.set(task, paint);
  say(`${colors.dim(time.slice(11, 19))} ${paint(`${role}/${task}`)} ${text}`);
}
