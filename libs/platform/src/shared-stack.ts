import type { SharedConfig } from '@laravel-ecs/config';
import { ImageRepository } from '@laravel-ecs/registry';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { AwsStack } from './aws-stack';
import type { Target } from './target';

/** What all environments share: the registry, so that the very image that ran in one goes to the next. */
export class SharedStack extends AwsStack {
  constructor(scope: Construct, config: SharedConfig, target: Target) {
    super(scope, config, target);
    const images = new ImageRepository(this, 'Images', { name: config.project, ...config.registry });
    new TerraformOutput(this, 'repository', { value: images.url, staticId: true });
  }
}
