import type { Emulator } from './emulator';
import { EmulatorError } from './emulator-error';

/** A call that was made, as far as it names something. */
export interface RecordedCall {
  /** The service, by the name that calls are signed for: `elasticloadbalancing`. */
  readonly service: string;

  /** Name of the call in AWS's API: `DescribeLoadBalancers`. */
  readonly action: string;

  /** Its parameters, without secrets, documents and whatever else names nothing. */
  readonly parameters: Readonly<Record<string, unknown>>;

  /** HTTP status of the answer. */
  readonly status: number;
}

/**
 * Has an emulator record the calls that are made from now on, in place of those that it recorded before.
 *
 * @throws EmulatorError if no emulator answers there
 */
export async function recordCalls({ endpoint }: Pick<Emulator, 'endpoint'>): Promise<void> {
  const answer = await fetch(`${endpoint}/_emulator/calls`, { method: 'PUT' }).catch(() => undefined);
  if (!answer?.ok) {
    throw new EmulatorError(`no emulator at ${endpoint} records calls: start it with \`ship emulator start\``);
  }
}

/** The calls that were recorded so far, in the order of their answers. */
export async function recordedCalls({ endpoint }: Pick<Emulator, 'endpoint'>): Promise<readonly RecordedCall[]> {
  return (await (await fetch(`${endpoint}/_emulator/calls`)).json()) as RecordedCall[];
}
