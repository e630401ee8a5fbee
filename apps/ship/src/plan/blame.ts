/** What is looked at after every step; undefined where it can't be told, because one step alone makes no sense without the next. */
export type Fingerprint = ReadonlyMap<string, string> | undefined;

/**
 * Finds the steps after which something is another.
 *
 * Steps after which nothing can be told are taken together with the next after which it can.
 *
 * @param take takes a step and hands back what it looks like then
 * @returns for each key, the groups of steps that changed it
 */
export async function blame<Step>(
  steps: readonly Step[],
  before: Fingerprint,
  take: (step: Step) => Promise<Fingerprint>,
): Promise<ReadonlyMap<string, readonly (readonly Step[])[]>> {
  const guilty = new Map<string, (readonly Step[])[]>();
  let last = before;
  let group: Step[] = [];
  for (const step of steps) {
    group.push(step);
    const now = await take(step);
    if (!now) {
      continue;
    }
    for (const [key, value] of now) {
      if (last?.get(key) !== value) {
        guilty.set(key, [...(guilty.get(key) ?? []), group]);
      }
    }
    last = now;
    group = [];
  }
  return guilty;
}
