import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { conditional, Op, Token } from 'cdktf';
import { Construct } from 'constructs';

/** What the parameter holds before the first release. */
const NONE = 'none';

/**
 * The image that an environment runs, by digest, in an SSM parameter.
 *
 * A release writes it and Terraform reads it, so that a plan never undoes a release.
 */
export class ReleasedImage extends Construct {
  /** Name of the parameter. */
  readonly parameter: string;

  /** The image, or `none`. */
  readonly reference: string;

  constructor(scope: Construct, id: string, { parameter }: { readonly parameter: string }) {
    super(scope, id);
    const { name, insecureValue } = new SsmParameter(this, 'Parameter', {
      name: parameter,
      description: 'The released image. Written by releases, read by Terraform.',
      type: 'String',
      insecureValue: NONE,
      lifecycle: { ignoreChanges: ['insecure_value', 'value'] },
    });
    this.parameter = name;
    this.reference = insecureValue;
  }

  /** The number, and 0 for as long as nothing is released. */
  onceReleased(count: number): number {
    return Token.asNumber(conditional(Op.eq(this.reference, NONE), 0, count));
  }
}
