/** A resource as it stands in the synthesised JSON: property names in snake case, references as `${…}`. */
export type Attributes = Readonly<Record<string, unknown>>;

export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** A value, or several, as a list. */
export function list(value: unknown): readonly unknown[] {
  return ([] as unknown[]).concat(value ?? []);
}

/** A block, or several, as a list. */
export function blocks(value: unknown): readonly Attributes[] {
  return list(value) as readonly Attributes[];
}
