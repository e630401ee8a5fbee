import { type Attributes, blocks, isTrue } from './attributes';
import { ENCRYPTED_TYPES, isEncrypted } from './encryption';
import { allowsEverything, POLICY_TYPES } from './full-access';
import { INGRESS_TYPES, opensToTheWorld } from './open-ports';
import type { SecurityRule } from './security-rule';

const SSH = 22;

/** What every stack is held to, in the order of the report. */
export const SECURITY_RULES: readonly SecurityRule[] = [
  {
    id: 'no-open-ssh',
    message: 'opens SSH to the world: name the operators’ addresses, or none and use Session Manager',
    types: INGRESS_TYPES,
    breaks: (resource, type) => opensToTheWorld(resource, type, SSH),
  },
  {
    id: 'encrypted',
    message: 'is not encrypted: turn encryption on',
    types: ENCRYPTED_TYPES,
    breaks: (resource, type) => !isEncrypted(resource, type),
  },
  {
    id: 'no-public-database',
    message: 'has a public address: take it away',
    types: ['aws_db_instance', 'aws_rds_cluster_instance'],
    breaks: ({ publicly_accessible: open }) => isTrue(open),
  },
  {
    id: 'no-full-access',
    message:
      'allows every action of a service, or of all, on every resource, or is not to be read before Terraform runs: ' +
      'name the actions and the resources, in JSON',
    types: POLICY_TYPES,
    breaks: allowsEverything,
  },
  {
    id: 'tagged',
    message: 'has not, or does not hand on, the tags Project and Environment: give it both',
    types: ['provider.aws', 'aws_autoscaling_group'],
    breaks: (resource, type) => {
      const tags = type === 'provider.aws' ? defaultTags(resource) : propagatedTags(resource);
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
    types: ['aws_db_instance', 'aws_rds_cluster', 'aws_secretsmanager_secret'],
    protectedOnly: true,
    breaks: ({ lifecycle }) => !isTrue((lifecycle as Attributes | undefined)?.['prevent_destroy']),
  },
];

/** Tags that a provider gives to whatever it makes. */
function defaultTags({ default_tags: defaults }: Attributes): readonly string[] {
  return Object.keys(blocks(defaults)[0]?.['tags'] ?? {});
}

/** Tags that an auto scaling group gives to its instances. The provider's don't reach those. */
function propagatedTags({ tag: tags }: Attributes): readonly string[] {
  return blocks(tags)
    .filter(({ propagate_at_launch: handedOn }) => isTrue(handedOn))
    .map(({ key }) => String(key));
}
