import type { Attributes } from './attributes';

/** What a stack is held to. */
export interface SecurityRule {
  /** What it is called where a risk is accepted and in the report: `no-open-ssh`. */
  readonly id: string;

  /** What is wrong, and what to do instead. */
  readonly message: string;

  /** Terraform types that it looks at: `aws_iam_policy`, `data.aws_iam_policy_document`, `provider.aws`. */
  readonly types: readonly string[];

  /** Whether it is for stacks whose data must not be lost only. */
  readonly protectedOnly?: boolean;

  /** Whether a resource breaks it. */
  breaks(resource: Attributes, type: string): boolean;
}
