import colors from 'picocolors';
import { EXIT } from './exit-codes';

/** Where a person reads: the standard output, unless a program reads that. */
let readers: NodeJS.WriteStream = process.stdout;

/** Keeps the standard output for one JSON document: what is said goes to the standard error. */
export function sayElsewhere(): void {
  readers = process.stderr;
}

/** Whether a person sees lines change that were said: a terminal, and no program that reads. */
export function isWatched(): boolean {
  return readers === process.stdout && process.stdout.isTTY;
}

/** Says a line to whoever typed the command. */
export function say(line = ''): void {
  readers.write(`${line}\n`);
}

/** Says what somebody should look after, though the command goes on: nobody has to look for it among what is said. */
export function warn(line: string): void {
  process.stderr.write(`${colors.yellow(`! ${line}`)}\n`);
}

/** Hands a program the answer as JSON. */
export function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** Whoever reads may have read enough: `ship logs prod | head`. */
export function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') {
    throw error;
  }
  process.exit(EXIT.done);
}
