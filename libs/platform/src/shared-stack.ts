import { CiAccess } from '@laravel-ecs/access';
import { previewRepository, type SharedConfig } from '@laravel-ecs/config';
import { ImageRepository } from '@laravel-ecs/registry';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { AwsStack } from './aws-stack';
import type { Target } from './target';

/** What all environments share: the registry, so that the very image that ran in one goes to the next, and who may deploy them. */
export class SharedStack extends AwsStack {
  constructor(scope: Construct, config: SharedConfig, target: Target) {
    super(scope, config, target);
    const images = new ImageRepository(this, 'Images', { name: config.project, ...config.registry });
    new TerraformOutput(this, 'repository', { value: images.url, staticId: true });
    new ImageRepository(this, 'PreviewImages', { name: previewRepository(config.project), removal: 'delete' });
    if (config.ci) {
      const { project, ci, aws } = config;
      const { roles } = new CiAccess(this, 'Ci', { config: ci, project, region: aws.region, state: target.setting });
      new TerraformOutput(this, 'ci_roles', { value: roles, staticId: true });
    }
  }
}
