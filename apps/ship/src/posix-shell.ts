/**
 * Lines for a POSIX shell that set variables, and take away those that are undefined or empty.
 */
export function exportLines(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  return Object.entries(variables).map(([name, value]) => (value ? `export ${name}=${quote(value)}` : `unset ${name}`));
}

/** A word that a POSIX shell takes as it is. */
export function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
