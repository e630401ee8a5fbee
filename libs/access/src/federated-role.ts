import { IamPolicy } from '@cdktf/provider-aws/lib/iam-policy';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicyAttachment } from '@cdktf/provider-aws/lib/iam-role-policy-attachment';
import { requireNameWithin } from '@laravel-ecs/config';
import { Construct } from 'constructs';
import { type Conditions, documentOf, type PolicyStatement } from './policy-document';
import { intoPolicies } from './policy-limits';

/** Who takes a role on, by a token or by credentials. */
export type Trusted =
  /** Whoever has a token of the provider that says all of this. */
  | { readonly providerArn: string; readonly says: Conditions }
  /** A user. */
  | { readonly userArn: string };

export interface FederatedRoleProps {
  /** Name of the role, at most 61 characters: those of its policies have a number behind it. */
  readonly name: string;

  /** What it is for. */
  readonly description: string;

  readonly trusted: readonly Trusted[];

  /** What it may do. */
  readonly statements: readonly PolicyStatement[];
}

/** Characters of a trust policy. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const TRUST_CHARACTERS = 2_048;

/** The longest that an apply takes: a database in two zones is made in half an hour, and changed in more. */
const SESSION_SECONDS = 2 * 60 * 60;

/**
 * A role that those take on who are not in AWS, for two hours at most.
 *
 * Its policies are managed ones, since one that is a role's own has a fraction of the room.
 *
 * @throws RangeError for a name, a trust or permissions that AWS would refuse for their length
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html
 */
export class FederatedRole extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, description, trusted, statements }: FederatedRoleProps) {
    super(scope, id);
    const role = new IamRole(this, 'Role', {
      name: requireNameWithin('IAM role', name, 61),
      description,
      maxSessionDuration: SESSION_SECONDS,
      assumeRolePolicy: trustOf(name, trusted),
    });
    this.arn = role.arn;
    for (const [index, policy] of intoPolicies(`the IAM role '${name}'`, statements).entries()) {
      const { arn: policyArn } = new IamPolicy(this, `Policy${index + 1}`, {
        name: `${name}-${index + 1}`,
        description,
        policy,
      });
      new IamRolePolicyAttachment(this, `Attachment${index + 1}`, { role: role.name, policyArn });
    }
  }
}

function trustOf(name: string, trusted: readonly Trusted[]): string {
  const trust = documentOf(trusted.map(statementOf));
  if (trust.length > TRUST_CHARACTERS) {
    throw new RangeError(
      `the IAM role '${name}' has ${trust.length} characters of trust, AWS allows ${TRUST_CHARACTERS}: name fewer branches, or shorter ones`,
    );
  }
  return trust;
}

function statementOf(trusted: Trusted): object {
  return 'userArn' in trusted
    ? { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { AWS: trusted.userArn } }
    : {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: trusted.providerArn },
        Condition: trusted.says,
      };
}
