import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { requireIntegerBetween } from '@laravel-ecs/config';
import { Construct } from 'constructs';

export interface ImageRepositoryProps {
  /** Name of the repository. */
  readonly name: string;

  /**
   * How many tagged images stay, the newest, 1 to 1,000: every environment's running release, and those that it may
   * have to go back to.
   *
   * @default 50
   */
  readonly keepImages?: number;

  /**
   * What happens to the images when the repository is destroyed: it refuses as long as there are any (`keep`), or they go.
   * AWS has to be told before: apply it, then destroy.
   *
   * @default 'keep'
   */
  readonly removal?: 'keep' | 'delete';
}

/**
 * Where the application's images are kept: a tag names one image for ever, and every image is scanned as it arrives.
 *
 * @throws RangeError for a number of images that can't be
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/Repositories.html
 */
export class ImageRepository extends Construct {
  /** Days until an untagged image is removed. */
  static readonly UNTAGGED_DAYS = 7;

  readonly name: string;

  /** Where to push to: `111122223333.dkr.ecr.us-east-1.amazonaws.com/laravel`. */
  readonly url: string;

  constructor(scope: Construct, id: string, { name, keepImages = 50, removal = 'keep' }: ImageRepositoryProps) {
    super(scope, id);
    requireIntegerBetween('keepImages', keepImages, 1, 1000);

    const repository = new EcrRepository(this, 'Repository', {
      name,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      forceDelete: removal === 'delete',
    });
    new EcrLifecyclePolicy(this, 'Lifecycle', {
      repository: repository.name,
      policy: JSON.stringify({
        rules: [
          expire(1, `Untagged images expire after ${ImageRepository.UNTAGGED_DAYS} days`, {
            tagStatus: 'untagged',
            countType: 'sinceImagePushed',
            countUnit: 'days',
            countNumber: ImageRepository.UNTAGGED_DAYS,
          }),
          expire(2, `Of the tagged images, the newest ${keepImages} stay`, {
            tagStatus: 'tagged',
            tagPatternList: ['*'],
            countType: 'imageCountMoreThan',
            countNumber: keepImages,
          }),
        ],
      }),
    });
    this.name = repository.name;
    this.url = repository.repositoryUrl;
  }
}

function expire(rulePriority: number, description: string, selection: object): object {
  return { rulePriority, description, selection, action: { type: 'expire' } };
}
