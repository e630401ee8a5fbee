import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '../failure';
import { HcpApi } from '../state/hcp-api';
import type { Kept } from '../state/lock-owner';

/** How Terraform says which run it has started. */
const STARTED = /https:\/\/\S+\/runs\/(run-\w+)/;

/** How it says that others come first. */
const OTHERS_FIRST = /^Waiting for (?!the (?:plan|apply) to start)/;

/** How long it is waited between two looks, in milliseconds. */
const LOOK = 1000;

/** How much of a log is read at once, in bytes. */
const CHUNK = 65_536;

/** How runs end. A plan that waits for an approval has ended as well, as far as Terraform is concerned. */
const ENDED = /^(applied|canceled|discarded|errored|planned|planned_and_finished|planned_and_saved)$/;

const linked = z.object({ data: z.object({ id: z.string() }) });
const steps = z.object({ plan: linked, apply: linked });

/**
 * A run in HCP Terraform, as the computer sees it that has started it.
 *
 * Terraform shows such a run in words, even with `-json`. What it says as JSON is the run's own log, which is read from where it is written.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/run
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/plans
 */
export class RemoteRun {
  readonly #id: string;
  readonly #api: HcpApi;

  #offset = 0;
  #rest = '';
  #isForPrograms = false;

  private constructor(id: string, { hostname }: Kept) {
    this.#id = id;
    this.#api = new HcpApi(hostname);
  }

  /** The run that Terraform says in a line that it has started; nothing for any other line. */
  static in(line: string, kept: Kept): RemoteRun | undefined {
    const [, id] = STARTED.exec(line) ?? [];
    return id ? new RemoteRun(id, kept) : undefined;
  }

  /** Whether its log was written as JSON, as far as it was read. */
  get isForPrograms(): boolean {
    return this.#isForPrograms;
  }

  /** Hands on every line of the log of its plan, or of its apply, until it is said that it is over, and whatever is there by then. */
  async follow(step: 'plan' | 'apply', onLine: (line: string) => void, over: AbortSignal): Promise<void> {
    for (let isLast = false; !isLast;) {
      isLast = over.aborted;
      try {
        await this.#readOn(step, onLine);
      } catch (error) {
        // One bad answer says nothing of the run: the next look reads on from the same place.
        if (isLast) {
          throw error;
        }
      }
      await wait(LOOK, undefined, { signal: over }).catch(() => undefined);
    }
  }

  /** Has it stop in good order, as Ctrl-C does to a Terraform on this computer, and waits until it has, or nobody wants to wait. */
  async cancel(isOver: () => boolean): Promise<void> {
    await this.#api.act(`/runs/${this.#id}/actions/cancel`, [409]);
    while (!isOver() && !ENDED.test(String((await this.#read()).attributes['status']))) {
      await wait(LOOK);
    }
  }

  async #readOn(step: 'plan' | 'apply', onLine: (line: string) => void): Promise<void> {
    const { id } = steps.parse((await this.#read()).relationships)[step].data;
    // Where a log is read changes while it is written.
    const found = await this.#api.get(step === 'plan' ? `/plans/${id}` : `/applies/${id}`);
    const url = found?.attributes['log-read-url'];
    if (typeof url !== 'string') {
      return;
    }
    for (let chunk = await this.#chunk(url); chunk.length > 0; chunk = await this.#chunk(url)) {
      this.#offset += chunk.length;
      const lines = (this.#rest + chunk.toString('latin1')).split('\n');
      this.#rest = lines.pop() ?? '';
      for (const line of lines) {
        this.#isForPrograms ||= line.startsWith('{');
        onLine(Buffer.from(line, 'latin1').toString());
      }
    }
  }

  async #chunk(url: string): Promise<Buffer> {
    const part = new URL(url);
    part.search = `limit=${CHUNK}&offset=${this.#offset}`;
    const response = await fetch(part);
    // That the range is empty is no failure.
    return response.ok ? Buffer.from(await response.arrayBuffer()) : Buffer.alloc(0);
  }

  async #read() {
    const run = await this.#api.get(`/runs/${this.#id}`);
    if (!run) {
      throw new Failure(`the run ${this.#id} is not there, or may not be seen by whom the token is of`);
    }
    return run;
  }
}

/** Whether Terraform says in a line where it runs, or what it waits for there. */
export function saysWhereItRuns(line: string): boolean {
  return STARTED.test(line) || OTHERS_FIRST.test(line);
}
