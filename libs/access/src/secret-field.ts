/** One field of a secret whose value is a JSON object. */
export interface SecretField {
  /** ARN of the secret in Secrets Manager. */
  readonly secretArn: string;

  /** Name of the field: `password`. */
  readonly key: string;
}
