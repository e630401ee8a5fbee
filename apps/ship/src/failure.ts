import { EXIT } from './exit-codes';

/** A failure that is expected to happen to people. Its message says what happened and what to do; no stack trace is shown. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    message: string,
    readonly exitCode: number = EXIT.failed,
  ) {
    super(message);
  }
}
