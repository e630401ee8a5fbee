/** A failure that is expected to happen to people. Its message says what happened and what to do; no stack trace is shown. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError';
}

/** @throws EmulatorError if somebody has aborted the start that goes on */
export function throwIfInterrupted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new EmulatorError('the start of the emulator was interrupted, and nothing of it is left running');
  }
}

/** The last lines of a log, for the error of a process that ended: enough for a Node.js error with its stack trace. */
export function lastLines(log: string): string {
  return log.trim().split('\n').slice(-20).join('\n');
}
