import type { CiConfig } from '@laravel-ecs/config';
import type { Conditions } from '../policy-document';
import type { CiIssuer, CiJobs } from './ci-trust';

const AUDIENCE = 'aws.workload.identity';

/**
 * Runs of HCP Terraform or Terraform Enterprise, in the workspace of an environment: who may start them there is HCP Terraform's to say.
 *
 * @see https://developer.hashicorp.com/terraform/cloud-docs/workspaces/dynamic-provider-credentials/aws-configuration
 */
export class HcpTerraform implements CiIssuer {
  readonly id = 'Hcp';
  readonly host: string;
  readonly audience = AUDIENCE;

  readonly #workspaces: string;

  /** @param project name of ours, which the names of its workspaces begin with */
  constructor({ organization, project: hcpProject, hostname }: NonNullable<CiConfig['hcp']>, project: string) {
    this.host = hostname;
    this.#workspaces = `organization:${organization}:project:${hcpProject}:workspace:${project}`;
  }

  trust({ use, environment }: CiJobs): readonly Conditions[] {
    const says = (phase: 'plan' | 'apply'): Conditions => ({
      StringEquals: {
        [`${this.host}:aud`]: AUDIENCE,
        [`${this.host}:sub`]: `${this.#workspaces}-${environment}:run_phase:${phase}`,
      },
    });
    switch (use) {
      case 'plan':
      case 'drift':
        return [says('plan')];
      case 'deploy':
        return [says('apply')];
      case 'preview':
        // Those are made where ship runs.
        return [];
    }
  }
}
