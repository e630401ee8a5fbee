import type { IConstruct } from 'constructs';
import { SECURITY_RULES } from './security-rules';

const METADATA = 'laravel-ecs:accepted-risk';

/** A rule that something is allowed to break, and why. */
export interface AcceptedRisk {
  readonly rule: string;
  readonly reason: string;
}

/**
 * Allows a construct, with all that is in it, to break a security rule. The reason stands in the security report.
 *
 * @param rule id of the rule: `no-open-ssh`
 * @param reason why this is right here, for those who will ask
 * @throws Error for a rule that is not there, or a reason that says nothing
 */
export function acceptRisk(construct: IConstruct, rule: string, reason: string): void {
  const rules = SECURITY_RULES.map(({ id }) => id);
  if (!rules.includes(rule)) {
    throw new Error(`there is no rule '${rule}': there are ${rules.join(', ')}`);
  }
  if (reason.trim().length < 10) {
    throw new Error(`the reason to accept '${rule}' must say why, in 10 characters or more, got '${reason}'`);
  }
  const risk: AcceptedRisk = { rule, reason };
  construct.node.addMetadata(METADATA, risk);
}

/** The risk that was accepted for a construct, or for one that it is in. */
export function acceptedRiskOf(construct: IConstruct, rule: string): AcceptedRisk | undefined {
  return construct.node.scopes
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === METADATA)
    .map(({ data }) => data as AcceptedRisk)
    .find((risk) => risk.rule === rule);
}
