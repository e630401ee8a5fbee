/// <reference types="cdktf/lib/testing/adapters/jest" />
import { Testing } from 'cdktf';
import type { Construct } from 'constructs';

/**
 * Synthesises what `build` puts into a stack, for the matchers: `toHaveResourceWithProperties` and its like.
 *
 * @returns Terraform JSON
 */
export function synthesize(build: (stack: Construct) => void): string {
  return Testing.synthScope((stack) => build(stack));
}

/** A Terraform resource as it stands in the synthesised JSON: property names in snake case. */
export type SynthesizedResource = Readonly<Record<string, unknown>>;

/** The resources of a type in synthesised JSON, in the order of their names, to assert on how many there are. */
export function resourcesOf(
  json: string,
  resourceClass: { readonly tfResourceType: string },
): readonly SynthesizedResource[] {
  const { resource = {} } = JSON.parse(json) as { resource?: Record<string, Record<string, SynthesizedResource>> };
  return Object.entries(resource[resourceClass.tfResourceType] ?? {})
    .sort(([one], [other]) => one.localeCompare(other))
    .map(([, properties]) => properties);
}
