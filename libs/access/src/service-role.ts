import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { IamRolePolicy } from '@cdktf/provider-aws/lib/iam-role-policy';
import { requireNameWithin } from '@laravel-ecs/config';
import { Construct } from 'constructs';
import { documentOf, policyDocument, type PolicyStatement } from './policy-document';

/** Services of AWS that take on roles here. */
export type ServicePrincipal =
  | 'ec2.amazonaws.com'
  | 'ecs.amazonaws.com'
  | 'ecs-tasks.amazonaws.com'
  | 'events.amazonaws.com'
  | 'monitoring.rds.amazonaws.com'
  | 'ssm.amazonaws.com'
  | 'vpc-flow-logs.amazonaws.com';

export interface ServiceRoleProps {
  /** Name of the role, at most 64 characters. */
  readonly name: string;

  /** Who takes it on. */
  readonly principal: ServicePrincipal;

  /** What it may do. A role without statements gets no policy. */
  readonly statements: readonly PolicyStatement[];
}

/**
 * A role that a service of AWS takes on, with one policy of its own that names what it may do.
 *
 * @throws RangeError for a name that AWS would refuse
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html
 */
export class ServiceRole extends Construct {
  readonly name: string;
  readonly arn: string;

  /** To be waited for by what can do nothing without the permissions, and to be outlived by it on the way down. */
  readonly policy: IamRolePolicy | undefined;

  constructor(scope: Construct, id: string, { name, principal, statements }: ServiceRoleProps) {
    super(scope, id);
    const role = new IamRole(this, 'Role', {
      name: requireNameWithin('IAM role', name, 64),
      assumeRolePolicy: documentOf([{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: principal } }]),
    });
    this.name = role.name;
    this.arn = role.arn;
    this.policy =
      statements.length === 0
        ? undefined
        : new IamRolePolicy(this, 'Policy', {
            name: 'permissions',
            role: role.id,
            policy: policyDocument(statements),
          });
  }
}
