/** The role of a task, and what is to run there. */
export interface Around {
  /** Undefined where none is named. */
  readonly role: string | undefined;
  readonly command: readonly string[];
}

/**
 * Tells `exec dev worker` from `exec dev -- worker`, which commander hands over alike: what stands after `--` is the command.
 *
 * @param argv all that was typed
 * @param first the first of the words after the environment, and the `rest` of them
 */
export function aroundDashes(argv: readonly string[], first: string | undefined, rest: readonly string[]): Around {
  const dashes = argv.indexOf('--');
  if (dashes === -1) {
    return { role: first, command: rest };
  }
  const command = argv.slice(dashes + 1);
  return { role: command.length === rest.length ? first : undefined, command };
}
