import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { type IResolvable, Op } from 'cdktf';
import { Construct } from 'constructs';

/** What the parameters hold before the first release, and the lock while nobody releases. */
const NONE = 'none';

export interface ReleasedImageProps {
  /** Name of the parameter that holds the image. */
  readonly parameter: string;

  /** Name of the parameter that holds the newest release, and whose versions are those before. */
  readonly history: string;

  /** Name of the parameter that says who releases. */
  readonly lock: string;
}

/**
 * The image that an environment runs, by digest, how it came to run it, and who is about to change that, in three SSM parameters.
 *
 * Releases write them. Terraform makes them, takes them away with the environment, and reads the image, so that a plan never
 * undoes a release.
 */
export class ReleasedImage extends Construct {
  readonly parameter: string;
  readonly history: string;
  readonly lock: string;

  /** The image, or `none`. */
  readonly reference: string;

  constructor(scope: Construct, id: string, { parameter, history, lock }: ReleasedImageProps) {
    super(scope, id);
    const image = writtenByReleases(this, 'Parameter', parameter, 'The released image.');
    this.parameter = image.name;
    this.reference = image.insecureValue;
    this.history = writtenByReleases(this, 'History', history, 'The newest release, and those before.').name;
    this.lock = writtenByReleases(this, 'Lock', lock, 'Who releases, and until when.').name;
  }

  /** Expression of whether something is released. */
  get isReleased(): IResolvable {
    return Op.neq(this.reference, NONE);
  }
}

function writtenByReleases(scope: Construct, id: string, name: string, what: string): SsmParameter {
  return new SsmParameter(scope, id, {
    name,
    description: `${what} Written by releases, read by Terraform.`,
    type: 'String',
    insecureValue: NONE,
    lifecycle: { ignoreChanges: ['insecure_value', 'value'] },
  });
}
