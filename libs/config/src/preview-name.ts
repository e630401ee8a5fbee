import { createHash } from 'node:crypto';

/** What the names of previews begin with. No environment may be called so. */
export const PREVIEW_PREFIX = 'pr-';

/** Whether a name is that of a preview. */
export function isPreview(name: string): boolean {
  return name.startsWith(PREVIEW_PREFIX);
}

/**
 * Characters of a preview's name behind the prefix, at most. The longest name that is made of it is that of a role:
 * `PROJECT-pr-SLUG-scheduler-execution`, where the project has up to 20, and IAM allows 64.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MOST = 20;

/** Characters of the hash that tells apart what would look alike. */
const HASH = 8;

/** What looks as if it ended with such a hash. */
const HASHED = new RegExp(`(^|-)[0-9a-f]{${HASH}}$`);

/** How many previews can have a rule of their own at one listener, by priority, from 1. */
export const PREVIEW_RULES = 9_999;

/**
 * Name of the preview of a branch: `pr-fix-login`. A branch that can't be a name as it is gets one that it can be told by, with a hash:
 * no two branches share a name.
 */
export function previewName(branch: string): string {
  const plain = branch
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (plain === branch && plain.length > 0 && plain.length <= MOST && !HASHED.test(plain)) {
    return `${PREVIEW_PREFIX}${plain}`;
  }
  const told = plain.slice(0, MOST - HASH - 1).replace(/-+$/, '');
  return PREVIEW_PREFIX + [told, digest(branch).slice(0, HASH)].filter(Boolean).join('-');
}

/** Which preview is to be made, for its stack: the variables that say it to the program. */
export const PREVIEW_VARIABLES = { branch: 'PREVIEW_BRANCH', rule: 'PREVIEW_RULE' } as const;

/** What the program says of the preview whose stack it wrote, for who makes it, in the file `preview.json` of its output. */
export interface PreviewPlan {
  readonly name: string;
  readonly branch: string;
  readonly project: string;
  readonly region: string;
  /** Environment that it shares. */
  readonly of: string;
  /** Priority of its rule. */
  readonly rule: number;
  /** How many there may be at once. */
  readonly limit: number;
  /** How long it lives, in hours. */
  readonly timeToLive: number;
  /** Names of its secrets beside APP_KEY. */
  readonly secrets: readonly string[];
  /** The boundary of its roles, as its file says it. */
  readonly permissionsBoundary?: string | undefined;
}

/** Where it stands in the output. */
export const PREVIEW_PLAN = 'preview.json';

/** Priority that the rule of a preview has where nobody else has it, 1 to {@link PREVIEW_RULES}. */
export function previewRule(name: string): number {
  return (Number.parseInt(digest(name).slice(0, HASH), 16) % PREVIEW_RULES) + 1;
}

/** In UTF-16, in which strings that differ have bytes that differ: UTF-8 has none for half of a character. */
function digest(text: string): string {
  return createHash('sha256').update(Buffer.from(text, 'utf16le')).digest('hex');
}
