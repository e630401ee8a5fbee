import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure';
import type { Ended, Running } from '../running';
import type { TerraformBinary } from './binary';
import { type Change, type Diagnostic, type LogMessage, parseLine } from './json-log';

/** File of a plan, in the stack's folder. */
const PLAN = 'plan.out';

export interface Plan {
  readonly changes: readonly Change[];
  readonly warnings: readonly Diagnostic[];

  /** Whether nothing would change: no resource and no output. */
  readonly empty: boolean;
}

export interface StackOptions {
  readonly name: string;

  /** Folder that holds its `cdk.tf.json`. */
  readonly directory: string;

  readonly terraform: TerraformBinary;
  readonly running: Running;
  readonly environment: NodeJS.ProcessEnv;
}

/** AWS's provider in the Terraform JSON. */
interface Provider {
  readonly region?: string;
  readonly default_tags?: readonly { readonly tags?: Readonly<Record<string, string>> }[];
}

/** What Terraform said when it failed. */
export class TerraformFailure extends Failure {}

/** A synthesised stack, and what Terraform does with it. */
export class Stack {
  readonly name: string;
  readonly #options: StackOptions;

  constructor(options: StackOptions) {
    this.name = options.name;
    this.#options = options;
  }

  /** Where it is deployed to, and of which project it is, as its provider has it. */
  get where(): { readonly region?: string | undefined; readonly project?: string | undefined } {
    const text = readFileSync(join(this.#options.directory, 'cdk.tf.json'), 'utf8');
    const { provider } = JSON.parse(text) as { provider?: { aws?: Provider[] } };
    const { region, default_tags: [tagged] = [] } = provider?.aws?.[0] ?? {};
    return { region, project: tagged?.tags?.['Project'] };
  }

  /**
   * Fetches providers and opens the state.
   *
   * @throws TerraformFailure
   */
  async init(): Promise<void> {
    await this.#said(['init', '-input=false', '-no-color']);
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
      '-input=false',
      '-detailed-exitcode',
      `-out=${PLAN}`,
      ...(destroy ? ['-destroy'] : []),
    ];
    const { code, messages } = await this.#logged(words);
    const changes = messages.flatMap((message) =>
      message.type === 'planned_change' && message.change.action !== 'read'
        ? [{ action: message.change.action, address: message.change.resource.addr }]
        : [],
    );
    return { changes, warnings: diagnosticsOf(messages, 'warning'), empty: code === 0 };
  }

  /**
   * Carries out the plan that was made last.
   *
   * @throws TerraformFailure
   */
  async apply(onMessage: (message: LogMessage) => void): Promise<void> {
    await this.#logged(['apply', '-json', '-input=false', PLAN], onMessage);
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

  /** Runs a command that writes what it has to say as it is. */
  async #said(words: readonly string[]): Promise<Ended> {
    const ended = await this.#terraform(words);
    if (ended.code !== 0) {
      throw new TerraformFailure(
        `${this.name}: terraform ${words[0]} failed\n${(ended.stderr || ended.stdout).trim()}`,
      );
    }
    return ended;
  }

  /** Runs a command that writes Terraform's JSON log. Exit codes 0 and 2 are those of a plan without and with changes. */
  async #logged(words: readonly string[], onMessage?: (message: LogMessage) => void) {
    const messages: LogMessage[] = [];
    const ended = await this.#terraform(words, (line) => {
      const message = parseLine(line);
      if (message) {
        messages.push(message);
        onMessage?.(message);
      }
    });
    if (ended.code !== 0 && ended.code !== 2) {
      const errors = diagnosticsOf(messages, 'error').map(describe);
      const said = errors.length > 0 ? errors.join('\n') : (ended.stderr || ended.stdout).trim();
      throw new TerraformFailure(`${this.name}: terraform ${words[0]} failed\n${said}`);
    }
    return { code: ended.code, messages };
  }

  #terraform(words: readonly string[], onLine?: (line: string) => void): Promise<Ended> {
    const { terraform, running, directory, environment } = this.#options;
    return running.run(terraform.command, words, { cwd: directory, environment, ...(onLine && { onLine }) });
  }
}

/** A diagnostic as a person reads it: what, where, and why. */
export function describe({ summary, detail, address }: Diagnostic): string {
  const lines = [
    `  ${summary}${address ? `, with ${address}` : ''}`,
    ...detail
      .trim()
      .split('\n')
      .map((line) => `    ${line}`),
  ];
  return lines.filter((line) => line.trim()).join('\n');
}

function diagnosticsOf(messages: readonly LogMessage[], severity: Diagnostic['severity']): Diagnostic[] {
  return messages.flatMap((message) =>
    message.type === 'diagnostic' && message.diagnostic.severity === severity ? [message.diagnostic] : [],
  );
}
