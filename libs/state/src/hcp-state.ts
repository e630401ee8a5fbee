import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { hcpProjectOf, type StateConfig } from '@laravel-ecs/config';
import { App, CloudBackend, NamedCloudWorkspace, type TerraformStack } from 'cdktf';
import type { StateBackend } from './state-backend';

/** What of a stack's folder a run in HCP Terraform is sent. Whatever else lies there, such as a state that could not be uploaded, stays here. */
const SENT = ['cdk.tf.json', '.terraform.lock.hcl'];

/**
 * State in a workspace of HCP Terraform or Terraform Enterprise, one for each stack: `PROJECT-dev`.
 *
 * Where Terraform runs there as well, the stack's folder gets a `.terraformignore`, so that its configuration alone is sent.
 *
 * @see https://developer.hashicorp.com/terraform/cli/cloud/settings
 * @see https://developer.hashicorp.com/terraform/cli/cloud/settings#excluding-files-from-upload-with-terraformignore
 */
export class HcpState implements StateBackend {
  readonly #config: Extract<StateConfig, { kind: 'hcp' }>;

  constructor(config: Extract<StateConfig, { kind: 'hcp' }>) {
    this.#config = config;
  }

  bind(stack: TerraformStack, project: string): void {
    const { hostname, organization, execution } = this.#config;
    const { id } = stack.node;
    const workspaces = new NamedCloudWorkspace(`${project}-${id}`, hcpProjectOf(this.#config, id));
    new CloudBackend(stack, { hostname, organization, workspaces });
    if (execution === 'remote') {
      const directory = resolve(App.of(stack).outdir, 'stacks', id);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, '.terraformignore'), ['*', ...SENT.map((file) => `!${file}`), ''].join('\n'));
    }
  }
}
