import { z } from 'zod';

const resource = z.object({ addr: z.string(), resource_type: z.string() });
const hook = z.object({ resource, action: z.string(), elapsed_seconds: z.number().optional() });

const diagnostic = z.object({
  severity: z.enum(['error', 'warning']),
  summary: z.string(),
  detail: z.string().default(''),
  address: z.string().optional(),
});

const message = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['planned_change', 'resource_drift']), change: z.object({ resource, action: z.string() }) }),
  z.object({ type: z.enum(['apply_start', 'apply_progress', 'apply_complete', 'apply_errored']), hook }),
  z.object({ type: z.literal('diagnostic'), diagnostic }),
  // What ends a plan, and an apply.
  z.object({ type: z.literal('change_summary'), changes: z.object({ operation: z.string() }) }),
]);

/** A line of Terraform's JSON log that matters here. */
export type LogMessage = z.output<typeof message>;

/** What Terraform has to say of the configuration or of the world. */
export type Diagnostic = z.output<typeof diagnostic>;

/** A change of one resource. */
export interface Change {
  /** `create`, `update`, `delete`, `replace`. */
  readonly action: string;

  /** `aws_vpc.Network_Vpc_0A1B2C3D` */
  readonly address: string;
}

/**
 * Reads a line of Terraform's JSON log.
 *
 * @returns undefined for what does not matter here, or is no JSON at all
 * @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
export function parseLine(line: string): LogMessage | undefined {
  try {
    return message.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
