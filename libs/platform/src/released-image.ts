import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import type { Deployment } from '@laravel-ecs/config';
import { type IResolvable, Op } from 'cdktf';
import { Construct } from 'constructs';

/** What the parameters hold before the first release, and the lock while nobody releases. */
const NONE = 'none';

export interface ReleasedImageProps {
  /** What the names of the parameters begin with: `/laravel/dev`. */
  readonly prefix: string;
}

/** Names of the parameters, as releases learn them. */
type Names = Pick<Deployment, 'imageParameter' | 'releaseParameter' | 'lockParameter'>;

/**
 * The image that an environment runs, by digest, how it came to run it, and who is about to change that, in three SSM parameters.
 *
 * Releases write them. Terraform makes them, takes them away with the environment, and reads the image, so that a plan never
 * undoes a release.
 */
export class ReleasedImage extends Construct {
  readonly names: Names;

  /** The image, or `none`. */
  readonly reference: string;

  constructor(scope: Construct, id: string, { prefix }: ReleasedImageProps) {
    super(scope, id);
    const image = writtenByReleases(this, 'Parameter', `${prefix}/image`, 'The released image.');
    this.reference = image.insecureValue;
    const history = writtenByReleases(this, 'History', `${prefix}/release`, 'The newest release, and those before.');
    const lock = writtenByReleases(this, 'Lock', `${prefix}/lock`, 'Who releases, and until when.');
    this.names = { imageParameter: image.name, releaseParameter: history.name, lockParameter: lock.name };
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
