import { closest, distance } from 'fastest-levenshtein';

/** The name that somebody most likely meant, if there is one that comes near. */
export function nearest(name: string, names: readonly string[]): string | undefined {
  const candidate = names.length > 0 ? closest(name, names) : undefined;
  return candidate && distance(name, candidate) <= Math.max(2, name.length / 2) ? candidate : undefined;
}
