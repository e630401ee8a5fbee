type Tags = Readonly<Record<string, string>>;

/** Names of what parameters hold tags in. */
const FIELDS = ['Tags', 'tags', 'ResourceTags', 'TagList', 'TagSpecifications', 'Tagging'];

/** The tags that a call gives, by name, however its service spells them; nothing where it gives none. */
export function tagsOf(parameters: Readonly<Record<string, unknown>>, type?: string): Tags | undefined {
  for (const field of FIELDS) {
    const tags = parameters[field];
    if (tags !== undefined) {
      return field === 'TagSpecifications' ? ofType(tags as readonly Specification[], type) : spelled(tags);
    }
  }
  return undefined;
}

interface Specification {
  readonly ResourceType?: string;
  readonly Tags?: unknown;
}

/** EC2 makes several things at once, each with tags of its own. */
function ofType(specifications: readonly Specification[], type: string | undefined): Tags | undefined {
  const found = specifications.find(({ ResourceType }) => ResourceType === type);
  return found && spelled(found.Tags);
}

function spelled(tags: unknown): Tags {
  if (Array.isArray(tags)) {
    return Object.fromEntries(
      (tags as readonly Record<string, string>[]).map((tag) => [
        tag['Key'] ?? tag['key'] ?? tag['TagKey'],
        tag['Value'] ?? tag['value'] ?? tag['TagValue'],
      ]),
    ) as Tags;
  }
  const { TagSet, Items } = tags as { readonly TagSet?: unknown; readonly Items?: unknown };
  return TagSet || Items ? spelled(TagSet ?? Items) : (tags as Tags);
}

/** As context keys. */
export function asContext(prefix: 'aws:RequestTag' | 'aws:ResourceTag', tags: Tags = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [`${prefix}/${name}`, value]));
}
