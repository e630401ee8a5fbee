import type { StateConfig } from '@laravel-ecs/config';
import { S3Backend, type TerraformStack } from 'cdktf';
import type { StateBackend } from './state-backend';

/**
 * State in an object of a bucket, one for each stack: `PROJECT/dev.tfstate`. While it is written, an object beside it is the lock.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export class S3State implements StateBackend {
  readonly #config: Extract<StateConfig, { kind: 's3' }>;

  constructor(config: Extract<StateConfig, { kind: 's3' }>) {
    this.#config = config;
  }

  bind(stack: TerraformStack, project: string): void {
    const { bucket, region } = this.#config;
    new S3Backend(stack, { bucket, region, key: `${project}/${stack.node.id}.tfstate`, encrypt: true });
    // It came with Terraform 1.10, and CDKTF does not know it.
    stack.addOverride('terraform.backend.s3.use_lockfile', true);
  }
}
