import type { StateConfig } from '@laravel-ecs/config';
import { CloudBackend, NamedCloudWorkspace, type TerraformStack } from 'cdktf';
import type { StateBackend } from './state-backend';

/**
 * State in a workspace of HCP Terraform or Terraform Enterprise, one for each stack: `PROJECT-dev`.
 *
 * @see https://developer.hashicorp.com/terraform/cli/cloud/settings
 */
export class HcpState implements StateBackend {
  readonly #config: Extract<StateConfig, { kind: 'hcp' }>;

  constructor(config: Extract<StateConfig, { kind: 'hcp' }>) {
    this.#config = config;
  }

  bind(stack: TerraformStack, project: string): void {
    const { hostname, organization, project: hcpProject } = this.#config;
    const workspaces = new NamedCloudWorkspace(`${project}-${stack.node.id}`, hcpProject);
    new CloudBackend(stack, { hostname, organization, workspaces });
  }
}
