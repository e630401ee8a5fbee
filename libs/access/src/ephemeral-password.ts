import { TerraformElement } from 'cdktf';
import type { Construct } from 'constructs';

const TYPE = 'aws_secretsmanager_random_password';

/**
 * A random password that lives for the time of a Terraform run and is written nowhere: neither to the plan nor to the
 * state. Only write-only arguments take it.
 *
 * CDKTF knows no ephemeral resources, so this one writes its block itself.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/ephemeral-resources/secretsmanager_random_password
 */
export class EphemeralPassword extends TerraformElement {
  readonly #length: number;

  /** @param length number of letters and digits; RDS takes up to 41 for MySQL */
  constructor(scope: Construct, id: string, length = 32) {
    super(scope, id, TYPE);
    this.#length = length;
  }

  /** Expression of the password, for a write-only argument. */
  get value(): string {
    return `\${ephemeral.${TYPE}.${this.friendlyUniqueId}.random_password}`;
  }

  override toTerraform(): object {
    return {
      // Punctuation could be what RDS refuses, or what needs escaping in a connection's address.
      ephemeral: { [TYPE]: { [this.friendlyUniqueId]: { password_length: this.#length, exclude_punctuation: true } } },
    };
  }
}
