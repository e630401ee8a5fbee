import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Variables that have a Node.js process think that it is so many minutes later, or earlier.
 *
 * @param directory where a file is left that does it
 */
export function clockOff(directory: string, minutes: number): NodeJS.ProcessEnv {
  const file = join(directory, 'clock.cjs');
  writeFileSync(
    file,
    `const { now } = Date;
     const OFF = ${minutes * 60_000};
     globalThis.Date = class extends Date {
       constructor(...words) { words.length === 0 ? super(now() + OFF) : super(...words); }
       static now() { return now() + OFF; }
     };`,
  );
  return { NODE_OPTIONS: `--require ${file}` };
}
