import { join, relative, resolve } from 'node:path';
import { App, LocalBackend, type TerraformStack } from 'cdktf';
import type { StateBackend } from './state-backend';

/**
 * State in a file of this computer, one for each stack: `DIRECTORY/dev.tfstate`.
 *
 * The file is named from where the stack is synthesised to, so that the output is the same on every machine.
 */
export class LocalState implements StateBackend {
  readonly #directory: string;

  /** @param directory where the files are kept; a relative one is meant from where the program was started */
  constructor(directory: string) {
    this.#directory = directory;
  }

  bind(stack: TerraformStack): void {
    const stackDirectory = resolve(App.of(stack).outdir, 'stacks', stack.node.id);
    const file = join(resolve(this.#directory), `${stack.node.id}.tfstate`);
    new LocalBackend(stack, { path: relative(stackDirectory, file) });
  }
}
