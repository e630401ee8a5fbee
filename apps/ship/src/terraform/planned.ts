import type { Change, Diagnostic, LogMessage } from './json-log';

/** What is to change. */
export interface Planned {
  readonly changes: readonly Change[];
  readonly warnings: readonly Diagnostic[];
}

export interface Plan extends Planned {
  /** Whether nothing would change: no resource and no output. */
  readonly empty: boolean;
}

/** What a deploy would do, found out without being able to do it. */
export interface Look extends Plan {
  readonly changes: readonly ExplainedChange[];

  /** Addresses that the changes would destroy and `lifecycle.prevent_destroy` keeps: Terraform refuses to apply the plan. */
  readonly prevented: readonly string[];

  /** Whether what is deployed is protected; undefined where it does not say so, or can't be read. */
  readonly isProtectedAsDeployed: boolean | undefined;
}

/** A change, and what it is made for. */
export interface ExplainedChange extends Change {
  /** Names of the attributes that change or, where a resource is replaced, that force it; never their values. */
  readonly attributes: readonly string[];
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

/** What a plan's log says. */
export function plannedIn(messages: readonly LogMessage[]): Planned {
  const changes = messages.flatMap((message) =>
    message.type === 'planned_change' && message.change.action !== 'read'
      ? [{ action: message.change.action, address: message.change.resource.addr }]
      : [],
  );
  return { changes, warnings: diagnosticsOf(messages, 'warning') };
}

export function diagnosticsOf(messages: readonly LogMessage[], severity: Diagnostic['severity']): Diagnostic[] {
  return messages.flatMap((message) =>
    message.type === 'diagnostic' && message.diagnostic.severity === severity ? [message.diagnostic] : [],
  );
}
