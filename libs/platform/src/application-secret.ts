import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import type { SecretField } from '@laravel-ecs/access';
import { Construct } from 'constructs';

export interface ApplicationSecretProps {
  /** Name of the secret, such as `laravel/dev/application`. */
  readonly name: string;

  /** The environment variables whose values it holds. */
  readonly keys: readonly string[];

  /** Whether it can be restored for 30 days when it is destroyed. */
  readonly removal: 'keep' | 'delete';

  /**
   * Whether Terraform refuses to destroy it.
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
}

/**
 * What only the application may know, as one JSON object.
 *
 * Terraform makes the secret and never its value, so that the value is in no plan and no state: people write it.
 */
export class ApplicationSecret extends Construct {
  readonly arn: string;

  /** Environment variables of a container that come from here. */
  readonly secrets: Readonly<Record<string, SecretField>>;

  constructor(scope: Construct, id: string, props: ApplicationSecretProps) {
    super(scope, id);
    const { name, keys, removal, isProtected = false, kmsKeyArn } = props;
    const { arn } = new SecretsmanagerSecret(this, 'Secret', {
      name,
      description: `A JSON object with ${keys.join(', ')}`,
      kmsKeyId: kmsKeyArn,
      recoveryWindowInDays: removal === 'keep' ? 30 : 0,
      ...(isProtected && { lifecycle: { preventDestroy: true } }),
    });
    this.arn = arn;
    this.secrets = Object.fromEntries(keys.map((key) => [key, { secretArn: arn, key }]));
  }
}
