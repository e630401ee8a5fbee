import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { merge } from '../destination';
import { Failure } from '../failure';
import type { Ended, Running } from '../running';
import { say } from '../say';
import { lockOwner } from '../state/lock-owner';
import type { TerraformBinary } from './binary';
import { type Change, type Diagnostic, type LogMessage, parseLine } from './json-log';
import { causesOf, isProtectedAsDeployed } from './plan-json';
import { describe, diagnosticsOf, type Look, type Plan, plannedIn } from './planned';
import { RemoteRun, saysWhereItRuns } from './remote-run';
import { SynthesizedStack } from './synthesized-stack';

/** What HCP Terraform answers where a workspace is locked. */
const LOCKED = /workspace already locked/;

/** File of a plan, in the stack's folder. */
const PLAN = 'plan.out';

/** File of a plan that nobody is to apply, in the stack's folder. */
const LOOK = 'look.out';

/** What Terraform says where `lifecycle.prevent_destroy` forbids what it has planned. */
const PREVENTED = 'Instance cannot be destroyed';

export interface StackOptions extends Pick<SynthesizedStack, 'name' | 'directory'> {
  readonly terraform: TerraformBinary;
  readonly running: Running;
  readonly environment: NodeJS.ProcessEnv;
}

/** What Terraform said when it failed. */
export class TerraformFailure extends Failure {}

/** How a command ended that writes Terraform's JSON log. */
interface Logged {
  readonly ended: Ended;
  readonly messages: readonly LogMessage[];

  /** Whether a run elsewhere has written it as JSON. */
  readonly isForPrograms: boolean;
}

/** A command of Terraform's that writes such a log, and its options. */
type Words = readonly ['plan' | 'apply', ...string[]];

/** A synthesised stack, and what Terraform does with it. */
export class Stack extends SynthesizedStack {
  readonly #options: StackOptions;

  constructor(options: StackOptions) {
    super(options);
    this.#options = options;
  }

  /** The same, with variables of Terraform's environment over those that it has; an empty one takes one away. */
  as(variables: Readonly<Record<string, string>>): Stack {
    return new Stack({ ...this.#options, environment: merge(this.#options.environment, variables) });
  }

  /**
   * Fetches providers and opens the state.
   *
   * @throws TerraformFailure
   */
  async init(): Promise<void> {
    await this.#said(['init', '-input=false', '-no-color']);
  }

  /** Forgets where its state was, which Terraform remembers in its folder. */
  forget(): void {
    rmSync(join(this.directory, '.terraform'), { recursive: true, force: true });
  }

  /**
   * Finds out what would change, and keeps the plan for {@link apply}.
   *
   * @throws TerraformFailure
   */
  async plan({ destroy = false } = {}): Promise<Plan> {
    const words = [
      'plan',
      '-json',
      '-no-color',
      '-input=false',
      '-detailed-exitcode',
      `-out=${PLAN}`,
      ...(destroy ? ['-destroy'] : []),
    ] as const;
    return planOf(await this.#requireDone(words, await this.#logged(words)));
  }

  /**
   * Finds out what would change, without the means to apply it: takes no lock, so that it holds up no deploy, and changes no state.
   *
   * @param remote whether HCP Terraform makes the plan, which keeps one that could be applied; then nothing is known of attributes
   * @param refresh whether to ask the provider what became of things
   * @throws TerraformFailure
   */
  async look({ remote = false, refresh = true } = {}): Promise<Look> {
    const words = [
      'plan',
      '-json',
      '-no-color',
      '-input=false',
      '-lock=false',
      '-detailed-exitcode',
      ...(refresh ? [] : ['-refresh=false']),
      ...(remote ? [] : [`-out=${LOOK}`]),
    ] as const;
    try {
      const logged = await this.#logged(words);
      const errors = diagnosticsOf(logged.messages, 'error');
      const prevented = errors.flatMap(({ summary, detail }) =>
        summary === PREVENTED ? [/^Resource (\S+)/.exec(detail)?.[1] ?? ''] : [],
      );
      if (prevented.length === 0 || prevented.length < errors.length) {
        await this.#requireDone(words, logged);
      }
      const plan = planOf(logged);
      const shown = plan.empty ? undefined : await this.#shown(remote);
      const causes = shown && !remote ? causesOf(shown) : new Map();
      const changes = plan.changes.map((change) => ({ ...change, attributes: causes.get(change.address) ?? [] }));
      return { ...plan, changes, prevented, isProtectedAsDeployed: shown ? isProtectedAsDeployed(shown) : undefined };
    } finally {
      // It holds what the state holds.
      rmSync(join(this.directory, LOOK), { force: true });
    }
  }

  /** The plan that was looked at as JSON; of one that was made elsewhere, the state that it starts from, where that may be read. */
  async #shown(remote: boolean): Promise<string | undefined> {
    if (!remote) {
      return (await this.#said(['show', '-json', LOOK])).stdout;
    }
    const { code, stdout } = await this.#terraform(['show', '-json']);
    return code === 0 ? stdout : undefined;
  }

  /**
   * Carries out the plan that was made last.
   *
   * @throws TerraformFailure
   */
  async apply(onMessage: (message: LogMessage) => void): Promise<void> {
    // A run would wait in its queue for as long as somebody keeps the workspace locked.
    const person = this.kept && (await lockOwner(this.kept, 'users'));
    if (person) {
      throw new TerraformFailure(`${this.name}: nothing was applied${this.#lockedBy(person)}`);
    }
    const words = ['apply', '-json', '-no-color', '-input=false', PLAN] as const;
    await this.#requireDone(words, await this.#logged(words, onMessage));
  }

  /**
   * Plans and carries that out, where Terraform runs here and nobody is to look at it in between: Terraform reads the provider's schemas once.
   *
   * @param onPlan told what is about to change
   * @returns warnings, which Terraform says in the end
   * @throws TerraformFailure
   */
  async applyAtOnce(
    onPlan: (changes: readonly Change[]) => void,
    onMessage: (message: LogMessage) => void,
  ): Promise<readonly Diagnostic[]> {
    const messages: LogMessage[] = [];
    const take = (message: LogMessage) => {
      messages.push(message);
      if (message.type === 'change_summary' && message.changes.operation === 'plan') {
        onPlan(plannedIn(messages).changes);
      }
      onMessage(message);
    };
    const words = ['apply', '-json', '-no-color', '-input=false', '-auto-approve'] as const;
    await this.#requireDone(words, await this.#logged(words, take));
    return diagnosticsOf(messages, 'warning');
  }

  /** The whole state as text; nothing where there is none yet. */
  async pullState(): Promise<string | undefined> {
    const { stdout } = await this.#said(['state', 'pull']);
    // In a workspace that has none, Terraform makes one up.
    const { serial = 0 } = JSON.parse(stdout.trim() || '{}') as { serial?: number };
    return serial === 0 ? undefined : stdout;
  }

  /**
   * Writes a whole state, in place of one of an earlier serial alone.
   *
   * @param file that holds it
   * @throws TerraformFailure
   */
  async pushState(file: string): Promise<void> {
    await this.#said(['state', 'push', file]);
  }

  /**
   * The stack's outputs, the sensitive ones hidden.
   *
   * @throws TerraformFailure
   */
  async outputs(): Promise<Readonly<Record<string, string>>> {
    const { stdout } = await this.#said(['output', '-json', '-no-color']);
    const outputs = JSON.parse(stdout) as Record<string, { sensitive: boolean; value: unknown }>;
    return Object.fromEntries(
      Object.entries(outputs).map(([name, { sensitive, value }]) => {
        const shown = typeof value === 'string' ? value : JSON.stringify(value);
        return [name, sensitive ? '(sensitive)' : shown];
      }),
    );
  }

  async #said(words: readonly string[]): Promise<Ended> {
    const ended = await this.#terraform(words);
    if (ended.code !== 0) {
      throw await this.#failure(words, (ended.stderr || ended.stdout).trim());
    }
    return ended;
  }

  /** Runs a command that writes Terraform's JSON log. */
  async #logged(words: Words, onMessage?: (message: LogMessage) => void): Promise<Logged> {
    const messages: LogMessage[] = [];
    const take = (line: string) => {
      const message = parseLine(line);
      if (message) {
        messages.push(message);
        onMessage?.(message);
      }
    };
    const { kept } = this;
    const over = new AbortController();
    let run: RemoteRun | undefined;
    let followed: Promise<void> | undefined;
    const ended = await this.#terraform(words, (line) => {
      take(line);
      if (kept && saysWhereItRuns(line)) {
        say(`${this.name}  ${line}`);
        run ??= RemoteRun.in(line, kept);
        followed ??= run?.follow(words[0], take, over.signal);
        followed?.catch(() => undefined);
      }
    });
    over.abort();
    const { running } = this.#options;
    if (running.interrupted) {
      await run?.cancel(() => running.insisted);
    }
    await followed;
    return { ended, messages, isForPrograms: run?.isForPrograms ?? true };
  }

  /** Exit codes 0 and 2 are those of a plan without and with changes. */
  async #requireDone(words: Words, logged: Logged): Promise<Logged> {
    const { ended, messages, isForPrograms } = logged;
    if (ended.code !== 0 && ended.code !== 2) {
      const errors = diagnosticsOf(messages, 'error').map(describe);
      const said = errors.length > 0 ? errors.join('\n') : (ended.stderr || ended.stdout).trim();
      throw await this.#failure(words, said);
    }
    if (ended.code === 2 && !isForPrograms) {
      const { kept } = this;
      throw new TerraformFailure(
        `${this.name}: ${kept?.organization}/${kept?.workspace} writes its logs for people alone: ship state bootstrap changes that`,
      );
    }
    return logged;
  }

  /** What a command that failed said, and what it did not say of a lock. */
  async #failure(words: readonly string[], said: string): Promise<TerraformFailure> {
    const command = words.filter((word) => /^[a-z]+$/.test(word)).join(' ');
    const { kept } = this;
    const owner = kept && LOCKED.test(said) ? await lockOwner(kept) : undefined;
    return new TerraformFailure(
      `${this.name}: terraform ${command} failed\n${said}${owner ? this.#lockedBy(owner) : ''}`,
    );
  }

  #lockedBy(owner: string): string {
    return `\n  ${owner} has locked ${this.kept?.organization}/${this.kept?.workspace}: try again when it is free`;
  }

  #terraform(words: readonly string[], onLine?: (line: string) => void): Promise<Ended> {
    const { terraform, running, environment } = this.#options;
    return running.run(terraform.command, words, { cwd: this.directory, environment, ...(onLine && { onLine }) });
  }
}

function planOf({ ended, messages }: Logged): Plan {
  return { ...plannedIn(messages), empty: ended.code === 0 };
}
