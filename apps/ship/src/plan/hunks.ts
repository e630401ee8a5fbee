/** Lines of a file that were changed together. */
export interface Hunk {
  /** Path from the workspace's root, as it is now, or as it was where it is gone. */
  readonly file: string;

  /** Number of the first line, in the file as it is now; as it was, where lines were only taken away. */
  readonly line: number;

  /** The lines, each with its sign. */
  readonly lines: readonly string[];

  /** A patch of this hunk alone. */
  readonly patch: string;
}

/**
 * Takes a difference without context apart.
 *
 * @param difference what `git diff --unified=0 --no-renames` writes
 */
export function hunksOf(difference: string): readonly Hunk[] {
  return difference
    .split(/^(?=diff --git )/m)
    .flatMap((file) => {
      const [header = '', ...hunks] = file.split(/^(?=@@ )/m);
      const name = /^\+\+\+ b\/(.*)$/m.exec(header)?.[1] ?? /^--- a\/(.*)$/m.exec(header)?.[1];
      return hunks.map((hunk) => ({ file: name?.trim() ?? '', header, hunk }));
    })
    .map(({ file, header, hunk }) => {
      const [, before = '1', after = '1', count = '1'] = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,(\d+))? @@/.exec(hunk) ?? [];
      const lines = hunk.split('\n').filter((line) => /^[+-]/.test(line));
      return {
        file,
        line: Number(count === '0' ? before : after),
        lines: lines.map((line) => `${line[0]} ${line.slice(1).trim()}`),
        patch: header + hunk,
      };
    });
}
