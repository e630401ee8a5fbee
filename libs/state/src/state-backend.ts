import type { TerraformStack } from 'cdktf';

/**
 * Where the Terraform state of a stack is kept.
 *
 * A stack always has one bound to it: CDKTF's own default writes a path of the machine into the output.
 */
export interface StateBackend {
  /** Keeps the state of the stack here. */
  bind(stack: TerraformStack): void;
}
