import { overlap } from './cidr';
import { ConfigurationError } from './configuration-error';
import type { EnvironmentConfig } from './environment';
import { SHARED } from './naming';
import type { SharedConfig } from './shared';

/** What `permissionsBoundary` says for the shared stack's own. */
export const SHARED_BOUNDARY = 'shared';

type Stack = EnvironmentConfig | SharedConfig;

/**
 * Refuses stacks that are each valid but can't live side by side: two of one name, overlapping networks, different
 * projects, or an environment in another region or account than the shared registry, which it finds by name there.
 *
 * @param stacks by the file that says them
 * @throws ConfigurationError that names both files' sides of the conflict
 */
export function requireConsistency(stacks: ReadonlyMap<string, Stack>): void {
  const entries = [...stacks];
  for (const [index, [file, stack]] of entries.entries()) {
    const problems = entries.slice(0, index).flatMap(([otherFile, other]) => conflicts(stack, other, otherFile));
    if (problems.length > 0) {
      throw new ConfigurationError(file, problems);
    }
  }
}

function conflicts(stack: Stack, other: Stack, otherFile: string): string[] {
  const problems: string[] = [];
  if (stack.name === other.name) {
    problems.push(`name: '${stack.name}' is taken by ${otherFile}: choose another`);
  }
  if (stack.project !== other.project) {
    problems.push(`project: got '${stack.project}', but ${otherFile} says '${other.project}': they must be the same`);
  }
  if (stack.name === SHARED || other.name === SHARED) {
    if (stack.aws.region !== other.aws.region) {
      problems.push(
        `aws.region: got '${stack.aws.region}', but ${otherFile} says '${other.aws.region}': the registry stands there, use the same`,
      );
    }
    if (stack.aws.accountId !== other.aws.accountId) {
      problems.push(
        `aws.accountId: got ${stack.aws.accountId ?? 'none'}, but ${otherFile} says ${other.aws.accountId ?? 'none'}: the registry stands there, use the same`,
      );
    }
  }
  problems.push(...unboundRoles(stack, other, otherFile));
  if ('network' in stack && 'network' in other && overlap(stack.network.cidr, other.network.cidr)) {
    problems.push(
      `network.cidr: ${stack.network.cidr} overlaps ${other.network.cidr} of ${otherFile}: choose a range of its own`,
    );
  }
  return problems;
}

/** Whichever of the two is shared says who deploys; only what the other says can be told of. */
function unboundRoles(stack: Stack, other: Stack, otherFile: string): string[] {
  const [shared, environment] = 'registry' in stack ? [stack, other] : [other, stack];
  if (!('registry' in shared) || 'registry' in environment || !shared.ci?.environments[environment.name]) {
    return [];
  }
  const { permissionsBoundary: boundary } = environment;
  const where = environment === stack ? '' : ` of ${otherFile}`;
  return boundary === SHARED_BOUNDARY
    ? []
    : [
        `permissionsBoundary${where}: got ${boundary ?? 'none'}, but CI deploys '${environment.name}' and may make roles with the shared boundary alone: say '${SHARED_BOUNDARY}'`,
      ];
}
