import { EcrLifecyclePolicy } from '@cdktf/provider-aws/lib/ecr-lifecycle-policy';
import { EcrRepository } from '@cdktf/provider-aws/lib/ecr-repository';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { ImageRepository, type ImageRepositoryProps } from './image-repository';

const synth = (changes: Partial<ImageRepositoryProps> = {}) =>
  synthesize((stack) => new ImageRepository(stack, 'Images', { name: 'laravel', ...changes }));

const rules = (json: string) => JSON.parse(String(resourcesOf(json, EcrLifecyclePolicy)[0]?.['policy'])).rules;

describe('ImageRepository', () => {
  test('never lets a tag change, and scans on push', () => {
    expect(synth()).toHaveResourceWithProperties(EcrRepository, {
      name: 'laravel',
      image_tag_mutability: 'IMMUTABLE',
      image_scanning_configuration: { scan_on_push: true },
    });
  });

  test('refuses to be destroyed with images in it, unless it is told otherwise', () => {
    expect(synth()).toHaveResourceWithProperties(EcrRepository, { force_delete: false });
    expect(synth({ removal: 'delete' })).toHaveResourceWithProperties(EcrRepository, { force_delete: true });
  });

  test('drops untagged images after a week, and keeps the newest 50 tagged ones', () => {
    expect(rules(synth())).toMatchObject([
      {
        rulePriority: 1,
        selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 7 },
      },
      {
        rulePriority: 2,
        selection: { tagStatus: 'tagged', tagPatternList: ['*'], countType: 'imageCountMoreThan', countNumber: 50 },
      },
    ]);
  });

  test('keeps as many as it is told', () => {
    expect(rules(synth({ keepImages: 200 }))[1].selection.countNumber).toBe(200);
  });

  test.each([0, 1001, 1.5])('refuses to keep %p', (keepImages) => {
    expect(() => synth({ keepImages })).toThrow(`keepImages must be a whole number from 1 to 1000, got ${keepImages}`);
  });
});
