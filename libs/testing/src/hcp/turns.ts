import type { Run } from './run';

/**
 * Whose turn it is in a workspace: of the runs that change things, one at a time, in the order in which they came, and none while somebody
 * has it locked.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/run/remote-operations
 */
export class Turns {
  readonly #isLocked: () => boolean;
  readonly #waiting: { readonly run: Run; readonly begin: () => void }[] = [];
  #current: Run | undefined;

  constructor(isLocked: () => boolean) {
    this.#isLocked = isLocked;
  }

  /** The run that has the workspace to itself. */
  get current(): Run | undefined {
    return this.#current;
  }

  /** The run that has the workspace to itself, or is the first to get it. */
  get first(): Run | undefined {
    return this.#current ?? this.#waiting[0]?.run;
  }

  /** Waits for the run's turn. */
  async take(run: Run): Promise<void> {
    if (this.#current !== run) {
      await new Promise<void>((begin) => {
        this.#waiting.push({ run, begin });
        this.next();
      });
    }
  }

  /** Gives up the run's turn, or its place in the queue. */
  leave(run: Run): void {
    const place = this.#waiting.findIndex((each) => each.run === run);
    if (place >= 0) {
      this.#waiting.splice(place, 1);
    }
    if (this.#current === run) {
      this.#current = undefined;
    }
    this.next();
  }

  /** Lets the next one begin, where it may. */
  next(): void {
    if (!this.#current && !this.#isLocked()) {
      const next = this.#waiting.shift();
      this.#current = next?.run;
      next?.begin();
    }
  }
}
