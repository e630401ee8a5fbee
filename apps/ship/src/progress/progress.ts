import type { LogMessage } from '../terraform/json-log';

/** A resource that is being worked on. */
export interface Waiting {
  readonly address: string;

  /** `create`, `update`, `delete`. */
  readonly action: string;

  /** For how long by now, in seconds. */
  readonly seconds: number;
}

/** A resource that is done. */
export interface Done extends Waiting {
  readonly failed: boolean;
}

/** How far an apply has come. A resource that is replaced counts once: when both its halves are done. */
export class Progress {
  /** Resources that the plan changes. */
  readonly total: number;

  readonly #started = new Map<string, { action: string; at: number }>();
  readonly #finished = new Set<string>();
  readonly #replaced: ReadonlySet<string>;
  readonly #halves = new Set<string>();
  readonly #now: () => number;

  /** @param now the time in milliseconds */
  constructor(changes: readonly { readonly address: string; readonly action: string }[], now: () => number = Date.now) {
    this.total = changes.length;
    this.#replaced = new Set(changes.filter(({ action }) => action === 'replace').map(({ address }) => address));
    this.#now = now;
  }

  /** Resources that are done. */
  get done(): number {
    return this.#finished.size;
  }

  /** What is being worked on, the longest first. */
  get waiting(): readonly Waiting[] {
    return [...this.#started]
      .map(([address, { action, at }]) => ({ address, action, seconds: Math.round((this.#now() - at) / 1000) }))
      .sort((one, other) => other.seconds - one.seconds);
  }

  /** Takes in what Terraform said. Hands back the resource that is done by it, if one is. */
  take(message: LogMessage): Done | undefined {
    if (!('hook' in message)) {
      return undefined;
    }
    const { resource, action } = message.hook;
    const address = resource.addr;
    if (message.type === 'apply_start') {
      this.#started.set(address, { action, at: this.#now() });
      return undefined;
    }
    if (message.type === 'apply_progress') {
      return undefined;
    }
    const started = this.#started.get(address);
    this.#started.delete(address);
    const failed = message.type === 'apply_errored';
    if (!failed) {
      this.#finish(address);
    }
    return { address, action, failed, seconds: started ? Math.round((this.#now() - started.at) / 1000) : 0 };
  }

  #finish(address: string): void {
    if (this.#replaced.has(address) && !this.#halves.has(address)) {
      this.#halves.add(address);
    } else {
      this.#finished.add(address);
    }
  }
}
