import type { CiConfig } from '@laravel-ecs/config';
import { PREVIEW } from '@laravel-ecs/config';
import type { PolicyStatement } from '../policy-document';
import type { CiPlace } from './ci-place';
import type { CiJobs } from './ci-trust';
import { deployPermissions } from './deploy-permissions';
import { EnvironmentReach } from './environment-reach';
import { driftPermissions, planPermissions } from './plan-permissions';
import { previewPermissions } from './preview-permissions';
import { releasePermissions } from './release-permissions';

/** A role of CI: who it is for, and what it may do. */
export interface CiRole {
  /** `laravel-ci-deploy-dev`. */
  readonly name: string;
  readonly description: string;
  readonly jobs: CiJobs;
  readonly statements: readonly PolicyStatement[];

  /** Environment that a user with a key may take it on for, where there is such a user. */
  readonly environment?: string;
}

/** All roles of CI. */
export function ciRoles(config: CiConfig, place: CiPlace): readonly CiRole[] {
  const name = (use: string) => `${place.project}-ci-${use}`;
  const roles = Object.entries(config.environments).flatMap(([environment, { branches, isProtected, domains }]) => {
    const reach = new EnvironmentReach(place, environment);
    const jobs = (use: CiJobs['use']): CiJobs => ({ use, environment, branches, isProtected });
    return [
      {
        name: name(`plan-${environment}`),
        description: `Plans ${environment}, and changes nothing`,
        jobs: jobs('plan'),
        statements: planPermissions(reach),
        environment,
      },
      {
        name: name(`drift-${environment}`),
        description: `Looks what changed in ${environment} behind Terraform's back`,
        jobs: jobs('drift'),
        statements: driftPermissions(reach),
        environment,
      },
      {
        name: name(`deploy-${environment}`),
        description: `Changes the infrastructure of ${environment}`,
        jobs: jobs('deploy'),
        statements: deployPermissions(reach, { domains }),
        environment,
      },
      {
        name: name(`release-${environment}`),
        description: `Releases to ${environment}`,
        jobs: jobs('deploy'),
        statements: releasePermissions(reach),
        environment,
      },
    ];
  });
  const host = config.previews === undefined ? undefined : config.environments[config.previews];
  if (!host || config.previews === undefined) {
    return roles;
  }
  return [
    ...roles,
    {
      name: name(PREVIEW),
      description: `Makes previews in ${config.previews}, releases to them and destroys them`,
      jobs: { use: 'preview', environment: PREVIEW, branches: host.branches, isProtected: false },
      statements: previewPermissions(new EnvironmentReach(place, config.previews)),
    },
  ];
}
