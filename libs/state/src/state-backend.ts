import type { TerraformStack } from 'cdktf';

/**
 * Where the Terraform state of a stack is kept.
 *
 * A stack always has one bound to it: CDKTF's own default writes a path of the machine into the output.
 */
export interface StateBackend {
  /**
   * Keeps the state of the stack here.
   *
   * @param project name of the project, by which its states are told from those of others
   */
  bind(stack: TerraformStack, project: string): void;
}
