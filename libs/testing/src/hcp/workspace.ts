import { createHash, randomUUID } from 'node:crypto';
import { Turns } from './turns';
import type { Run } from './run';

/** A state that was uploaded. */
export interface StateVersion {
  readonly id: string;
  readonly serial: number;
  readonly md5: string;
  readonly lineage: string | undefined;

  /** What was uploaded; nothing as long as it is on its way. */
  content: Buffer | undefined;
}

/** A variable of a workspace's runs. */
export interface Variable {
  readonly key: string;
  readonly value: string;

  /** Whether it is one of Terraform's environment, or one of the configuration. */
  readonly category: 'env' | 'terraform';
}

/** What can be changed of a workspace, as the API has it. */
export interface Changes {
  readonly 'execution-mode'?: 'local' | 'remote';
  readonly 'structured-run-output-enabled'?: boolean;
  readonly 'terraform-version'?: string;
}

/** Where a stack's states are kept, and who may write to them at the moment. */
export class Workspace {
  readonly id = `ws-${randomUUID().slice(0, 8)}`;
  readonly versions: StateVersion[] = [];
  readonly variables = new Map<string, Variable>();

  /** Whose turn it is, of the runs. */
  readonly turns = new Turns(() => this.lockedBy !== undefined);

  /** Who holds its lock, of people and their computers. */
  lockedBy: string | undefined;

  /** Id of the project that it was made in, where one was said. */
  project: string | undefined;

  terraformVersion = '1.11.4';

  /** Whether logs of runs are written for programs, and shown to people by those. */
  isStructured = true;

  #executionMode: 'local' | 'remote';

  constructor(
    readonly name: string,
    executionMode: 'local' | 'remote',
    readonly runs: readonly Run[],
  ) {
    this.#executionMode = executionMode;
  }

  /** Where Terraform runs. */
  get executionMode(): 'local' | 'remote' {
    return this.#executionMode;
  }

  /** Variables of the environment of its runs. */
  get environment(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      [...this.variables.values()].map(({ key, value, category }) => [
        category === 'env' ? key : `TF_VAR_${key}`,
        value,
      ]),
    );
  }

  change(changes: Changes): void {
    this.#executionMode = changes['execution-mode'] ?? this.#executionMode;
    this.isStructured = changes['structured-run-output-enabled'] ?? this.isStructured;
    this.terraformVersion = changes['terraform-version'] ?? this.terraformVersion;
  }

  /** Locks it for somebody, or unlocks it. */
  lock(by: string | undefined): void {
    this.lockedBy = by;
    this.turns.next();
  }

  /** Gives up what was planned with a state that is no longer the current one. */
  discardSavedPlans(): void {
    this.runs
      .filter(({ workspace, status }) => workspace === this && status === 'planned_and_saved')
      .forEach((run) => run.discard());
  }

  /** The newest state that has arrived whole: an upload that broke half-way is none. */
  get current(): StateVersion | undefined {
    return this.versions.findLast(({ content }) => content !== undefined);
  }

  /** Text of the current state. */
  get state(): string | undefined {
    return this.current?.content?.toString();
  }

  /**
   * Takes in that a state is to come.
   *
   * @throws Error for a serial that does not follow, or another lineage
   */
  announce(serial: number, md5: string, lineage: string | undefined): StateVersion {
    const current = this.current;
    if (current && serial <= current.serial && md5 !== current.md5) {
      throw new Error(`serial ${serial} is not greater than ${current.serial}`);
    }
    if (current?.lineage && lineage && lineage !== current.lineage) {
      throw new Error(`lineage ${lineage} is not ${current.lineage}`);
    }
    const version: StateVersion = { id: `sv-${randomUUID().slice(0, 12)}`, serial, md5, lineage, content: undefined };
    this.versions.push(version);
    return version;
  }

  /** Puts a state there, as it is. */
  put(content: Buffer): void {
    const { serial, lineage } = JSON.parse(content.toString()) as { serial: number; lineage: string };
    this.receive(this.announce(serial, createHash('md5').update(content).digest('hex'), lineage), content);
  }

  /** Takes in the content, unless it is not what was announced. */
  receive(version: StateVersion, content: Buffer): boolean {
    if (createHash('md5').update(content).digest('hex') !== version.md5) {
      return false;
    }
    version.content = content;
    return true;
  }
}
