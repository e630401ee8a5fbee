/** A failure that is expected to happen to people. Its message says what happened and what to do; no stack trace is shown. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError';
}
