/** What is allowed, or not, in IAM's words. */
export interface PolicyStatement {
  /** @default 'Allow' */
  readonly effect?: 'Allow' | 'Deny';

  /** Actions, such as `ecr:BatchGetImage`. */
  readonly actions: readonly string[];

  /** ARNs. `*` only for actions that know no resource. */
  readonly resources: readonly string[];

  /**
   * ARNs that it says nothing about, of all that there are: `resources` is `['*']` then.
   *
   * @default none
   */
  readonly except?: readonly string[];

  /** Conditions by operator and key. */
  readonly conditions?: Conditions;
}

/** Conditions of a statement, by operator and key. All have to hold; of several values of one, any. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Conditions that all have to hold. */
export function and(conditions: Conditions, more: Conditions): Conditions {
  const merged = Object.entries(more).map(([operator, keys]) => [operator, { ...conditions[operator], ...keys }]);
  return { ...conditions, ...Object.fromEntries(merged) };
}

/** The JSON of a policy with these statements. */
export function policyDocument(statements: readonly PolicyStatement[]): string {
  return documentOf(statements.map(spelled));
}

/** The JSON of a policy, from statements in IAM's own spelling. */
export function documentOf(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

function spelled({ effect = 'Allow', actions, resources, except = [], conditions }: PolicyStatement): object {
  return {
    Effect: effect,
    Action: actions,
    ...(except.length > 0 ? { NotResource: except } : { Resource: resources }),
    ...(conditions && { Condition: conditions }),
  };
}
