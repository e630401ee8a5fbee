/** The package has types, which the compiler of this workspace does not look for where a package says them. */
declare module '@bomb.sh/tab/commander' {
  import type { Command } from 'commander';

  /** Adds the command `complete`, which writes a shell's script and answers what that asks. */
  export default function tab(cli: Command): void;
}
