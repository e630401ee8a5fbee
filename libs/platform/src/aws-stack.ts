import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { boundaryArn, PermissionsBoundary } from '@laravel-ecs/access';
import { SHARED_BOUNDARY } from '@laravel-ecs/config';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { SecurityPolicy } from './security/security-policy';
import type { Target } from './target';

/** What the shared stack and the environments have in common. */
export interface AwsStackConfig {
  readonly name: string;
  readonly project: string;
  readonly aws: { readonly region: string; readonly accountId?: string | undefined };
  readonly tags: Readonly<Record<string, string>>;
  readonly isProtected?: boolean;
  readonly permissionsBoundary?: string | undefined;
}

/** A stack in one region of AWS, whose resources all bear the project's tags. */
export abstract class AwsStack extends TerraformStack {
  /** What its resources are held to. */
  readonly security: SecurityPolicy;

  /** Tags of every resource. */
  protected readonly tags: Readonly<Record<string, string>>;

  constructor(
    scope: Construct,
    { name, project, aws, tags, isProtected = false, permissionsBoundary }: AwsStackConfig,
    { emulated, state }: Target,
  ) {
    super(scope, name);
    state.bind(this, project);
    this.security = SecurityPolicy.applyTo(this, { isProtected });
    this.tags = { ...tags, Project: project, Environment: name, ManagedBy: 'Terraform' };

    new AwsProvider(this, 'Aws', {
      region: aws.region,
      defaultTags: [{ tags: { ...this.tags } }],
      // The emulator has one account for all, whatever the configuration names.
      ...(aws.accountId && !emulated && { allowedAccountIds: [aws.accountId] }),
    });
    // Write-only arguments came with 1.11. What all stacks use is in both major versions of the provider.
    this.addOverride('terraform.required_version', '>= 1.11.0');
    this.requireProvider('5.100.0');
    if (permissionsBoundary) {
      PermissionsBoundary.applyTo(this, this.#boundary(project, permissionsBoundary));
    }
  }

  /** Raises the oldest version of the AWS provider that will do, for a stack that uses what came later. */
  protected requireProvider(oldest: string): void {
    const version = `>= ${oldest}, < 7.0.0`;
    this.addOverride('terraform.required_providers.aws', { source: 'hashicorp/aws', version });
  }

  /** Which account it is in, only AWS knows. */
  #boundary(project: string, policy: string): string {
    if (policy !== SHARED_BOUNDARY) {
      return policy;
    }
    const { accountId } = new DataAwsCallerIdentity(this, 'BoundaryAccount');
    const { partition } = new DataAwsPartition(this, 'BoundaryPartition');
    return boundaryArn({ partition, accountId, project });
  }
}
