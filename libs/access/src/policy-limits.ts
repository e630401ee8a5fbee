import { policyDocument, type PolicyStatement } from './policy-document';

/**
 * Characters of a managed policy, without white space, and how many of them a role can have.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const POLICY_CHARACTERS = 6_144;
export const POLICIES_OF_A_ROLE = 10;

/** What CDKTF puts in the place of what Terraform knows, and Terraform of that: at most the 14 characters of `ap-southeast-1`. */
const TOKEN = /\$\{TfToken\[[^}]*\}/g;
const LONGEST_VALUE = 'ap-southeast-1';

/**
 * Puts statements into as few managed policies as hold them, in their order.
 *
 * @throws RangeError for more than a role can have, or a statement that fits into none
 */
export function intoPolicies(what: string, statements: readonly PolicyStatement[]): readonly string[] {
  const policies: PolicyStatement[][] = [];
  for (const statement of statements) {
    const last = policies.at(-1);
    if (last && fits([...last, statement])) {
      last.push(statement);
    } else {
      policies.push([statement]);
    }
    if (!fits([statement])) {
      throw new RangeError(
        `${what}: the statement on ${statement.actions[0]} has ${charactersOf([statement])} characters, of at most ${POLICY_CHARACTERS} in a policy: put it in two`,
      );
    }
  }
  if (policies.length > POLICIES_OF_A_ROLE) {
    throw new RangeError(
      `${what}: takes ${policies.length} policies, and a role can have ${POLICIES_OF_A_ROLE}: leave something out`,
    );
  }
  return policies.map(policyDocument);
}

function fits(statements: readonly PolicyStatement[]): boolean {
  return charactersOf(statements) <= POLICY_CHARACTERS;
}

/** As AWS counts them. */
function charactersOf(statements: readonly PolicyStatement[]): number {
  return policyDocument(statements).replace(TOKEN, LONGEST_VALUE).replace(/\s/g, '').length;
}
