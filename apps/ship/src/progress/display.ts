import colors from 'picocolors';
import { isWatched, say } from '../say';
import type { LogMessage } from '../terraform/json-log';
import { type Done, Progress } from './progress';

/** Shows how an apply goes on. */
export interface Display {
  /** Takes in what Terraform said. */
  take(message: LogMessage): void;

  /** Ends the display. */
  end(): void;
}

type Changes = ConstructorParameters<typeof Progress>[0];

type LogUpdate = typeof import('log-update').default;

/** How long a display without a terminal is silent at most, in milliseconds, while something is being waited for. */
const SILENCE = 20_000;

/** How many of the resources that are being waited for a terminal shows. */
const SHOWN = 5;

/**
 * Loads a display, which begins when it is known what changes: in place on a terminal, and plain lines elsewhere.
 *
 * @param stack name of the stack, in front of what is shown
 */
export async function displayOf(stack: string): Promise<(changes: Changes) => Display> {
  if (!isWatched()) {
    return (changes) => plain(stack, new Progress(changes), say);
  }
  // An ES module: loaded where it is needed, which is never in a test.
  const { default: logUpdate } = await import('log-update');
  return (changes) => terminal(stack, new Progress(changes), logUpdate);
}

/** A line for every resource that is done, and one from time to time for what takes long. */
export function plain(
  stack: string,
  progress: Progress,
  write: (line: string) => void,
  now: () => number = Date.now,
): Display {
  let last = now();
  return {
    take(message) {
      const done = progress.take(message);
      if (done) {
        write(`${stack}  ${count(progress)}  ${sentence(done)}`);
        last = now();
      } else if (now() - last >= SILENCE) {
        write(
          `${stack}  ${count(progress)}  waiting for ${progress.waiting.map(({ address, seconds }) => `${shorten(address)} (${seconds} s)`).join(', ')}`,
        );
        last = now();
      }
    },
    end: () => undefined,
  };
}

function terminal(stack: string, progress: Progress, logUpdate: LogUpdate): Display {
  const began = Date.now();
  const draw = () => {
    const elapsed = Math.round((Date.now() - began) / 1000);
    const waiting = progress.waiting;
    logUpdate(
      [
        `${colors.bold(stack)}  ${bar(progress)} ${count(progress)}  ${elapsed} s`,
        ...waiting
          .slice(0, SHOWN)
          .map(({ action, address, seconds }) => colors.dim(`  ${doing(action)} ${shorten(address)}  ${seconds} s`)),
        ...(waiting.length > SHOWN ? [colors.dim(`  and ${waiting.length - SHOWN} more`)] : []),
      ].join('\n'),
    );
  };
  const timer = setInterval(draw, 500);
  return {
    take(message) {
      progress.take(message);
      draw();
    },
    end() {
      clearInterval(timer);
      draw();
      logUpdate.done();
    },
  };
}

function count({ done, total }: Progress): string {
  return `${String(done).padStart(String(total).length)}/${total}`;
}

function bar({ done, total }: Progress): string {
  const width = 24;
  const full = total === 0 ? width : Math.round((done / total) * width);
  return colors.green('█'.repeat(full)) + colors.dim('░'.repeat(width - full));
}

function sentence({ action, address, seconds, failed }: Done): string {
  const took = seconds > 0 ? ` (${seconds} s)` : '';
  return `${failed ? `failed to ${action}` : did(action)} ${shorten(address)}${took}`;
}

/** Without the hash that CDKTF ends names with: they are for people here. */
export function shorten(address: string): string {
  return address.replace(/_[0-9A-F]{8}(?=$|\[)/, '');
}

function did(action: string): string {
  return { create: 'created', update: 'updated', delete: 'deleted' }[action] ?? `${action} done:`;
}

function doing(action: string): string {
  return { create: 'creating', update: 'updating', delete: 'deleting' }[action] ?? action;
}
