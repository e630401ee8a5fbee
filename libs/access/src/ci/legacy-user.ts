import { IamUser } from '@cdktf/provider-aws/lib/iam-user';
import { IamUserPolicy } from '@cdktf/provider-aws/lib/iam-user-policy';
import { Construct } from 'constructs';
import { policyDocument } from '../policy-document';
import type { CiPlace } from './ci-place';

export interface LegacyUserProps {
  /** Name of the user: `laravel-ci-dev`. */
  readonly name: string;

  /** Environment that it deploys. */
  readonly environment: string;

  readonly place: CiPlace;
}

/**
 * A user for a CI that AWS can't trust by its tokens. All that it may do is take on the roles of one environment, whose credentials end by
 * themselves.
 *
 * Its key is made by hand, and never by Terraform, in whose state it would stand: `aws iam create-access-key`.
 */
export class LegacyUser extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, environment, place }: LegacyUserProps) {
    super(scope, id);
    const user = new IamUser(this, 'User', { name, forceDestroy: true });
    this.arn = user.arn;
    const { partition, accountId, project } = place;
    new IamUserPolicy(this, 'Policy', {
      name: 'roles',
      user: user.name,
      policy: policyDocument([
        {
          actions: ['sts:AssumeRole'],
          resources: ['plan', 'drift', 'deploy', 'release'].map(
            (use) => `arn:${partition}:iam::${accountId}:role/${project}-ci-${use}-${environment}`,
          ),
        },
      ]),
    });
  }
}
