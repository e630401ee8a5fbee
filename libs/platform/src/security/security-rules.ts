import type { Attributes, SecurityRule } from './security-rule';

const SSH = 22;
const WORLD = ['0.0.0.0/0', '::/0'];

/** Encryption by the type that has it, as Terraform spells it. */
const ENCRYPTION: Readonly<Record<string, (resource: Attributes) => boolean>> = {
  aws_db_instance: ({ storage_encrypted: stored }) => isTrue(stored),
  aws_elasticache_cluster: ({ transit_encryption_enabled: sent }) => isTrue(sent),
  aws_elasticache_replication_group: ({ at_rest_encryption_enabled: stored, transit_encryption_enabled: sent }) =>
    isTrue(stored) && isTrue(sent),
  aws_launch_template: ({ block_device_mappings: disks }) =>
    blocks(disks).every(({ ebs }) => blocks(ebs).every(({ encrypted }) => isTrue(encrypted))),
  aws_sns_topic: ({ kms_master_key_id: key }) => Boolean(key),
};

/** What every stack is held to, in the order of the report. */
export const SECURITY_RULES: readonly SecurityRule[] = [
  {
    id: 'no-open-ssh',
    message: 'opens SSH to the world: name the operators’ addresses, or none and use Session Manager',
    types: ['aws_vpc_security_group_ingress_rule'],
    breaks: ({ cidr_ipv4: ipv4, cidr_ipv6: ipv6, ip_protocol: protocol, from_port: from, to_port: to }) =>
      [ipv4, ipv6].some((range) => WORLD.includes(String(range))) &&
      (protocol === '-1' || (Number(from) <= SSH && SSH <= Number(to))),
  },
  {
    id: 'encrypted',
    message: 'is not encrypted: turn encryption on',
    types: Object.keys(ENCRYPTION),
    breaks: (resource) => !ENCRYPTION[String(resource['type'])]?.(resource),
  },
  {
    id: 'no-public-database',
    message: 'has a public address: take it away',
    types: ['aws_db_instance'],
    breaks: ({ publicly_accessible: open }) => isTrue(open),
  },
  {
    id: 'no-full-access',
    message: 'allows every action of a service, or of all, on every resource: name the actions and the resources',
    types: ['aws_iam_role_policy', 'aws_iam_policy'],
    breaks: ({ policy }) => statementsOf(policy).some(allowsEverything),
  },
  {
    id: 'tagged',
    message: 'has no default tags: give every resource the tags Project and Environment',
    types: ['provider.aws'],
    breaks: ({ default_tags: defaults }) => {
      const tags = Object.keys(blocks(defaults)[0]?.['tags'] ?? {});
      return !['Project', 'Environment'].every((tag) => tags.includes(tag));
    },
  },
  {
    id: 'log-retention',
    message: 'keeps logs for ever: say for how many days',
    types: ['aws_cloudwatch_log_group'],
    breaks: ({ retention_in_days: days }) => !(Number(days) > 0),
  },
  {
    id: 'protected-data',
    message: 'holds data and can be destroyed by mistake: set lifecycle.preventDestroy',
    types: ['aws_db_instance'],
    protectedOnly: true,
    breaks: ({ lifecycle }) => !isTrue((lifecycle as Attributes | undefined)?.['prevent_destroy']),
  },
];

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** A block, or several, as a list. */
function blocks(value: unknown): readonly Attributes[] {
  return ([] as unknown[]).concat(value ?? []) as Attributes[];
}

function statementsOf(policy: unknown): readonly Attributes[] {
  try {
    return blocks((JSON.parse(String(policy)) as Attributes)['Statement']);
  } catch {
    return [];
  }
}

function allowsEverything({ Effect, Action, Resource }: Attributes): boolean {
  const has = (value: unknown, pattern: RegExp) =>
    ([] as unknown[]).concat(value).some((each) => pattern.test(String(each)));
  return Effect === 'Allow' && has(Action, /^(\*|[\w-]+:\*)$/) && has(Resource, /^\*$/);
}
