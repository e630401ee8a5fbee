import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import type { CiConfig, StateConfig } from '@laravel-ecs/config';
import { Construct } from 'constructs';
import { FederatedRole, type Trusted } from '../federated-role';
import { OidcProvider } from '../oidc-provider';
import { intoPolicies } from '../policy-limits';
import { boundaryPermissions } from './boundary-permissions';
import { boundaryName } from './ci-place';
import { ciRoles } from './ci-roles';
import type { CiIssuer } from './ci-trust';
import { GitHubActions } from './github-actions';
import { GitLabCi } from './gitlab-ci';
import { HcpTerraform } from './hcp-terraform';
import { LegacyUser } from './legacy-user';

export interface CiAccessProps {
  readonly config: CiConfig;

  /** Name of the project, which the names of roles and of what they reach begin with. */
  readonly project: string;

  readonly region: string;

  /** Where states are kept, which roles get to no others than their own of. */
  readonly state: StateConfig;
}

/**
 * Who deploys, beside people: providers whose tokens AWS takes, a role for each thing that CI does to each environment, and the boundary of
 * roles that CI makes.
 *
 * A person deploys it. No role here can change what is here, so that CI never widens its own rights.
 *
 * @throws RangeError for rights that AWS would refuse for their length
 */
export class CiAccess extends Construct {
  /** ARNs of roles, by their names. */
  readonly roles: Readonly<Record<string, string>>;

  constructor(scope: Construct, id: string, { config, project, region, state }: CiAccessProps) {
    super(scope, id);
    const { accountId } = new DataAwsCallerIdentity(this, 'Account');
    const { partition } = new DataAwsPartition(this, 'Partition');
    const place = {
      partition,
      accountId,
      region,
      project,
      stateBucket: state.kind === 's3' ? state.bucket : undefined,
    };

    const issuers = issuersOf(config, project).map(({ issuer, makesProvider }) => ({
      issuer,
      providerArn: makesProvider
        ? new OidcProvider(this, issuer.id, issuer).arn
        : `arn:${partition}:iam::${accountId}:oidc-provider/${issuer.host}`,
    }));
    const users = new Map(
      config.legacyUsers.map((environment) => [
        environment,
        new LegacyUser(this, `User-${environment}`, { name: `${project}-ci-${environment}`, environment, place }),
      ]),
    );

    const boundary = boundaryPermissions(place, config);
    const name = boundaryName(project);
    const [policy = '', ...more] = intoPolicies(`the boundary '${name}'`, boundary);
    if (more.length > 0) {
      throw new RangeError(`the boundary '${name}' takes more than one policy: name less in applications`);
    }
    new IamPolicy(this, 'Boundary', {
      name,
      description: 'The most that a role can do which CI makes',
      policy: escapeVariables(policy),
    });

    this.roles = Object.fromEntries(
      ciRoles(config, place).map(({ name: role, description, jobs, statements, environment = '' }) => {
        const user = users.get(environment);
        const trusted: readonly Trusted[] = [
          ...issuers.flatMap(({ issuer, providerArn }) => issuer.trust(jobs).map((says) => ({ providerArn, says }))),
          ...(user ? [{ userArn: user.arn }] : []),
        ];
        const id = role.slice(project.length + 1);
        return [role, new FederatedRole(this, id, { name: role, description, trusted, statements }).arn];
      }),
    );
  }
}

function issuersOf(
  { github, gitlab, hcp }: CiConfig,
  project: string,
): readonly { readonly issuer: CiIssuer; readonly makesProvider: boolean }[] {
  return [
    ...(github ? [{ issuer: new GitHubActions(github), makesProvider: github.makesProvider }] : []),
    ...(gitlab ? [{ issuer: new GitLabCi(gitlab), makesProvider: gitlab.makesProvider }] : []),
    ...(hcp ? [{ issuer: new HcpTerraform(hcp, project), makesProvider: hcp.makesProvider }] : []),
  ];
}

/** Variables of IAM look like expressions of Terraform, which would look for what they name. Those of the file are escaped. */
function escapeVariables(policy: string): string {
  return policy.replace(/(?<!\$)\$(?=\{aws:)/g, '$$$$');
}
