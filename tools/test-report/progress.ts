import { closeSync, openSync, readSync } from 'node:fs';

/** Milliseconds between two reads of the file. */
const POLL_INTERVAL = 1000;

/** State of a project's tests, as the reporter appends it when a spec ends. */
interface Progress {
  readonly project: string;
  readonly specs: number;

  /** Number of specs that the project has. */
  readonly of: number;
  readonly tests: number;
  readonly failures: number;
}

/**
 * Writes the progress that the reporter appends to a file, at most one line a second: elapsed time, project, specs, tests.
 *
 * @returns a function that ends it
 */
export function showProgress(file: string, write: (text: string) => void): () => void {
  const start = Date.now();
  const descriptor = openSync(file, 'r');
  const buffer = Buffer.alloc(64 * 1024);
  let rest = '';

  const poll = () => {
    for (let length = 0; (length = readSync(descriptor, buffer)) > 0;) {
      rest += buffer.toString('utf8', 0, length);
    }
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    // A project's newest line replaces its older ones.
    const newest = new Map(lines.map((line) => JSON.parse(line) as Progress).map((each) => [each.project, each]));
    if (newest.size > 0) {
      write(`${elapsed(start)}  ${[...newest.values()].map(describe).join(' · ')}\n`);
    }
  };
  const timer = setInterval(poll, POLL_INTERVAL);
  return () => {
    clearInterval(timer);
    poll();
    closeSync(descriptor);
  };
}

function describe({ project, specs, of, tests, failures }: Progress): string {
  return `${project} ${specs}/${of} specs, ${tests} tests${failures > 0 ? `, ${failures} failed` : ''}`;
}

/** Time since a moment: `3:07`. */
export function elapsed(start: number): string {
  const seconds = Math.round((Date.now() - start) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
