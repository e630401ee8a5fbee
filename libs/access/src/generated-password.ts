import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import { requireIntegerBetween } from '@laravel-ecs/config';
import type { Construct } from 'constructs';
import { EphemeralPassword } from './ephemeral-password';

export interface GeneratedPasswordProps {
  /** Name of the secret, such as `laravel/dev/database`. */
  readonly secretName: string;

  /** Whose password it is, as the console shows it. */
  readonly description: string;

  /** Whether the secret can be restored for 30 days when it is destroyed. */
  readonly removal: 'keep' | 'delete';

  /**
   * Whether Terraform refuses to destroy the secret.
   *
   * @default false
   */
  readonly isProtected?: boolean;

  /**
   * ARN of the customer's key that it is encrypted with.
   *
   * @default AWS's own key
   */
  readonly kmsKeyArn?: string | undefined;

  /**
   * Count this up to have the next apply make a new password.
   *
   * @default 1
   */
  readonly version?: number;
}

/** A password that Terraform made up and forgot. */
export interface GeneratedPassword {
  /** Expression of the password, for a write-only argument. */
  readonly value: string;

  readonly version: number;

  /** ARN of the secret that has it as the field `password`. */
  readonly secretArn: string;
}

/**
 * Has Terraform make up a password and forget it: Secrets Manager has it, and whatever it is handed to by a write-only argument.
 *
 * @throws RangeError for a version that can't be
 */
export function generatePassword(scope: Construct, props: GeneratedPasswordProps): GeneratedPassword {
  const { secretName, description, removal, isProtected = false, kmsKeyArn, version = 1 } = props;
  requireIntegerBetween('passwordVersion', version, 1, Number.MAX_SAFE_INTEGER);
  const { value } = new EphemeralPassword(scope, 'Password');
  const secret = new SecretsmanagerSecret(scope, 'Secret', {
    name: secretName,
    description,
    kmsKeyId: kmsKeyArn,
    recoveryWindowInDays: removal === 'keep' ? 30 : 0,
    ...(isProtected && { lifecycle: { preventDestroy: true } }),
  });
  new SecretsmanagerSecretVersion(scope, 'SecretVersion', {
    secretId: secret.id,
    secretStringWo: JSON.stringify({ password: value }),
    secretStringWoVersion: version,
  });
  return { value, version, secretArn: secret.arn };
}
