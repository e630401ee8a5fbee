import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Machine } from './machine';
import { Step } from './step';
import type { Workspace } from './workspace';

/**
 * How far a run is.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/api-docs/run#run-states
 */
export type RunStatus =
  | 'pending'
  | 'planning'
  | 'planned'
  | 'planned_and_saved'
  | 'planned_and_finished'
  | 'confirmed'
  | 'applying'
  | 'applied'
  | 'discarded'
  | 'canceled'
  | 'errored';

/** What was asked for. */
export interface RunOptions {
  /** A plan that is never applied. */
  readonly planOnly: boolean;

  /** A plan that is kept until somebody applies it, and has nobody wait meanwhile. */
  readonly savePlan: boolean;

  readonly autoApply: boolean;
  readonly isDestroy: boolean;
  readonly refreshOnly: boolean;

  /** Whether the provider is asked what became of things. */
  readonly refresh: boolean;
}

const PLAN = 'hcp.tfplan';

/** Lines that the machines of HCP Terraform begin every log with. */
const HEAD = 'Terraform v1.11.4\non linux_amd64\nInitializing plugins and modules...\n';

/**
 * How long it takes until an apply begins that nobody has to approve, in milliseconds. Terraform looks at a run every two seconds, and does
 * not show the log of an apply that has failed before it saw the plan end.
 */
const UNTIL_APPLY = 2_500;

/** A plan in a workspace, and its apply. */
export class Run {
  readonly id = `run-${randomUUID().slice(0, 8)}`;
  readonly plan = new Step('plan');
  readonly apply = new Step('apply');

  readonly #machine: Machine;
  #status: RunStatus = 'pending';
  #hasChanges = false;
  #isCanceled = false;
  #json: Promise<object> | undefined;

  constructor(
    readonly workspace: Workspace,
    readonly options: RunOptions,
    machine: Machine,
  ) {
    this.#machine = machine;
  }

  get status(): RunStatus {
    return this.#status;
  }

  get hasChanges(): boolean {
    return this.#hasChanges;
  }

  /** Whether it can be applied. */
  get isConfirmable(): boolean {
    return this.#status === 'planned' || this.#status === 'planned_and_saved';
  }

  get isCancelable(): boolean {
    return this.#status === 'pending' || this.#status === 'planning' || this.#status === 'applying';
  }

  /** The plan as `terraform show -json` has it. */
  get json(): Promise<object> {
    return (this.#json ??= this.#machine.json('show', '-json', PLAN));
  }

  /** Schemas of the providers that the plan is about. */
  get schemas(): Promise<object> {
    return this.#machine.json('providers', 'schema', '-json');
  }

  get #format(): string {
    return this.workspace.isStructured ? '-json' : '-no-color';
  }

  /** Plans when it is the run's turn, and goes on where that needs no approval. */
  async start(): Promise<void> {
    const { planOnly, savePlan, autoApply } = this.options;
    if (!planOnly && !savePlan) {
      await this.workspace.turns.take(this);
    }
    if (this.#status !== 'pending') {
      return;
    }
    this.#status = 'planning';
    this.plan.begin();
    this.#machine.state = this.workspace.state;
    const code = await this.#plan();
    this.#hasChanges = code === 2;
    const failed = code !== 0 && code !== 2;
    this.#end(this.plan, failed);
    if (failed) {
      return;
    }
    if (planOnly || !this.#hasChanges) {
      this.#finish('planned_and_finished');
    } else {
      this.#status = savePlan ? 'planned_and_saved' : 'planned';
      if (autoApply) {
        await wait(UNTIL_APPLY);
        this.confirm();
      }
    }
  }

  /** Approves the plan. */
  confirm(): void {
    this.#status = 'confirmed';
    void this.#carryOut();
  }

  /** Gives the plan up. */
  discard(): void {
    this.#finish('discarded');
  }

  /** Ends it before it began, or asks Terraform to stop. */
  cancel(): void {
    if (this.#status === 'pending') {
      this.plan.end('unreachable');
      this.#finish('canceled');
    } else {
      this.#isCanceled = true;
      this.#machine.interrupt();
    }
  }

  /** Ends it at once, and leaves nothing behind. */
  async stop(): Promise<void> {
    await this.#machine.stop();
  }

  async #plan(): Promise<number> {
    const { isDestroy, refreshOnly, refresh } = this.options;
    this.plan.write(HEAD);
    let init = '';
    const code = await this.#machine.terraform(['init', '-input=false', '-no-color'], (text) => (init += text));
    if (code !== 0) {
      this.plan.write(init);
      return code;
    }
    const mode = [
      ...(isDestroy ? ['-destroy'] : []),
      ...(refreshOnly ? ['-refresh-only'] : []),
      ...(refresh ? [] : ['-refresh=false']),
    ];
    const words = ['plan', this.#format, '-detailed-exitcode', `-out=${PLAN}`, ...mode];
    return this.#machine.terraform(words, this.plan.write);
  }

  async #carryOut(): Promise<void> {
    await this.workspace.turns.take(this);
    this.#status = 'applying';
    this.apply.begin();
    this.apply.write(HEAD);
    this.#machine.state = this.workspace.state;
    const code = await this.#machine.terraform(['apply', this.#format, PLAN], this.apply.write);
    const { state } = this.#machine;
    // What was made before it failed is in the state as well.
    if (state !== undefined && state !== this.workspace.state) {
      this.workspace.put(Buffer.from(state));
    }
    this.#end(this.apply, code !== 0);
    if (code === 0) {
      this.workspace.discardSavedPlans();
      this.#finish('applied');
    }
  }

  #end(step: Step, failed: boolean): void {
    const ended = this.#isCanceled ? 'canceled' : 'errored';
    step.end(failed ? ended : 'finished');
    if (failed) {
      this.#finish(ended);
    }
  }

  #finish(status: RunStatus): void {
    this.#status = status;
    this.workspace.turns.leave(this);
  }
}
