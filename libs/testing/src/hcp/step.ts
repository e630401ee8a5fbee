import { randomUUID } from 'node:crypto';

export type StepStatus = 'pending' | 'running' | 'finished' | 'errored' | 'canceled' | 'unreachable';

const [START_OF_TEXT, END_OF_TEXT] = ['\u0002', '\u0003'];

/** The plan of a run, or its apply: how far it is, and its log, which is read while it grows. */
export class Step {
  readonly id: string;
  status: StepStatus = 'pending';

  #log = START_OF_TEXT;

  constructor(readonly kind: 'plan' | 'apply') {
    this.id = `${kind}-${randomUUID().slice(0, 8)}`;
  }

  /** A part of the log, which begins and ends by a character of its own. */
  log(offset: number, limit: number): Buffer {
    return Buffer.from(this.#log).subarray(offset, offset + limit);
  }

  begin(): void {
    this.status = 'running';
  }

  readonly write = (text: string): void => {
    this.#log += text;
  };

  end(status: StepStatus): void {
    this.status = status;
    this.#log += END_OF_TEXT;
  }
}
