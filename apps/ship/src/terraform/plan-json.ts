import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

const attributes = z.record(z.string(), z.unknown());

const plan = z.object({
  resource_changes: z
    .array(
      z.object({
        address: z.string(),
        change: z.object({
          before: attributes.nullish(),
          after: attributes.nullish(),
          after_unknown: attributes.or(z.boolean()).optional(),
          replace_paths: z.array(z.array(z.unknown())).default([]),
        }),
      }),
    )
    .default([]),
});

/**
 * Names of the attributes that each resource of a plan changes for: those that force its replacement or, where it stays, those that
 * differ. No value gets any further than here: some are secrets.
 *
 * @param json what `terraform show -json` writes of a plan
 * @see https://developer.hashicorp.com/terraform/internals/json-format#change-representation
 */
export function causesOf(json: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    plan.parse(JSON.parse(json)).resource_changes.map(({ address, change }) => {
      const forcing = change.replace_paths.map((path) => path.map(String).join('.'));
      return [address, forcing.length > 0 ? forcing : differing(change.before, change.after, change.after_unknown)];
    }),
  );
}

const values = z.object({
  root_module: z.object({ resources: z.array(z.object({ values: attributes.default({}) })).default([]) }).optional(),
});

const deployed = z.object({
  prior_state: z.object({ values: values.optional() }).optional(),
  values: values.optional(),
});

/** What AWS calls it where nothing can be destroyed before it is switched off: of databases, and of load balancers. */
const PROTECTIONS = ['deletion_protection', 'enable_deletion_protection'];

/**
 * Whether what is deployed is protected from being destroyed.
 *
 * @param json what `terraform show -json` writes of a plan or of a state
 * @returns undefined where nothing is deployed that could say so
 * @see https://developer.hashicorp.com/terraform/internals/json-format#values-representation
 */
export function isProtectedAsDeployed(json: string): boolean | undefined {
  const { prior_state: prior, values: now } = deployed.parse(JSON.parse(json));
  const resources = (prior?.values ?? now)?.root_module?.resources ?? [];
  const said = resources.flatMap((each) => PROTECTIONS.map((name) => each.values[name]));
  return said.includes(true) || (said.includes(false) ? false : undefined);
}

/** What is only known after the apply is more often an effect than a cause: it is told where there is nothing else. */
function differing(before: unknown, after: unknown, unknown: unknown): readonly string[] {
  const [old, now, open] = [before, after, unknown].map((each) => (each ?? {}) as Readonly<Record<string, unknown>>);
  if (!before || !after || !old || !now || !open) {
    return [];
  }
  const names = Object.keys({ ...old, ...now }).filter((name) => !isDeepStrictEqual(old[name], now[name]));
  const known = names.filter((name) => open[name] !== true);
  return (known.length > 0 ? known : names).sort();
}
