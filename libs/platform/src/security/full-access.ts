import { type Attributes, blocks, list } from './attributes';

/** Resources that say who may do what. */
export const POLICY_TYPES = [
  'aws_iam_policy',
  'aws_iam_role_policy',
  'aws_iam_user_policy',
  'aws_iam_group_policy',
  'aws_iam_role_policy_attachment',
  'aws_iam_user_policy_attachment',
  'aws_iam_group_policy_attachment',
  'data.aws_iam_policy_document',
];

/** AWS's own policies that allow everything, or everything but a little. */
const ALL_POWERFUL = /:aws:policy\/(AdministratorAccess|PowerUserAccess|IAMFullAccess)$/;

/**
 * Whether a resource allows every action of a service, or of all, on every resource; or can't be read, so that nobody knows.
 */
export function allowsEverything(resource: Attributes): boolean {
  if (ALL_POWERFUL.test(String(resource['policy_arn']))) {
    return true;
  }
  const statements = [...blocks(resource['statement']).map(fromDocument), ...statementsOf(resource['policy'])];
  return statements.some(isFull);
}

/** A statement of a policy document, which Terraform spells in its own way, in the words of IAM. */
function fromDocument({ effect = 'Allow', actions, not_actions: others, resources }: Attributes): Attributes {
  return { Effect: effect, Action: actions, NotAction: others, Resource: resources };
}

/** A policy that Terraform is to put together as it runs can't be read here, and counts as one that allows everything. */
const UNKNOWN: readonly Attributes[] = [{ Effect: 'Allow', Action: '*', Resource: '*' }];

function statementsOf(policy: unknown): readonly Attributes[] {
  // What comes from another resource, or from a document that is looked at by itself, is not judged.
  if (typeof policy !== 'string' || /^\$\{(data\.|aws_)[^}]+}$/.test(policy)) {
    return [];
  }
  try {
    return blocks((JSON.parse(policy) as Attributes)['Statement']);
  } catch {
    return UNKNOWN;
  }
}

function isFull({ Effect, Action, NotAction, Resource }: Attributes): boolean {
  const has = (value: unknown, pattern: RegExp) => list(value).some((each) => pattern.test(String(each)));
  const isWide = NotAction !== undefined || has(Action, /^(\*|[\w-]+:\*)$/);
  return Effect === 'Allow' && isWide && has(Resource, /^\*$/);
}
