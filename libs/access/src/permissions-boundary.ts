import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { Aspects, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';

/**
 * Puts a boundary around every role in a scope: whatever its policies say, it can do no more than the boundary allows.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export class PermissionsBoundary implements IAspect {
  /** @param policyArn ARN of the policy that is the boundary */
  static applyTo(scope: IConstruct, policyArn: string): void {
    Aspects.of(scope).add(new PermissionsBoundary(policyArn));
  }

  private constructor(readonly policyArn: string) {}

  visit(node: IConstruct): void {
    if (node instanceof IamRole) {
      node.permissionsBoundary = this.policyArn;
    }
  }
}
