import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { type IResolvable, Op } from 'cdktf';
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

  /** Expression of whether something is released. */
  get isReleased(): IResolvable {
    return Op.neq(this.reference, NONE);
  }
}
