import type { Revision } from '../release/revision';

/** `arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-ABCDEF:KEY::` */
const REFERENCE = /^(arn:[^:]+:secretsmanager:[^:]+:\d+:secret:[^:]+)(?::([^:]*))?/;

/**
 * What tasks ask for when they start: ARNs of secrets, and which of their fields; an empty one is the whole secret.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
 */
export function askedOf(revisions: Iterable<Revision>): ReadonlyMap<string, ReadonlySet<string>> {
  const asked = new Map<string, Set<string>>();
  for (const { definition } of revisions) {
    for (const { valueFrom = '' } of definition.containerDefinitions?.flatMap(({ secrets = [] }) => secrets) ?? []) {
      const [, arn, key = ''] = REFERENCE.exec(valueFrom) ?? [];
      if (arn) {
        asked.set(arn, (asked.get(arn) ?? new Set()).add(key));
      }
    }
  }
  return asked;
}
