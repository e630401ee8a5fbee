import { z } from 'zod';
import { migrateSchema, schedulerSchema, workerSchema } from './background';
import { capacitySchema } from './capacity';
import { parseCidr } from './cidr';
import { refuseCombinations } from './combinations';
import { databaseSchema } from './database';
import { flag, integer, list, object, oneOf, text } from './fields';
import { hostName } from './host-name';
import { certificateArn, loadBalancerSchema } from './load-balancer';
import { awsSchema, environmentName, projectSchema, tagsSchema } from './naming';
import { networkSchema } from './network';
import { nightsSchema } from './nights';
import { parse } from './parse';
import { permissionsBoundary, permissionsSchema } from './permissions';
import { previewsSchema } from './previews';
import { secretsSchema } from './secrets';
import { sessionsSchema } from './sessions';
import { sidecarsSchema } from './sidecars';
import { withDefaultSizes } from './task';
import { webSchema } from './web';

/** Days that CloudWatch Logs can be told to keep log events. */
const RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

const operatorAddress = text(/./, `an IPv4 range, such as '203.0.113.7/32'`).superRefine((address, context) => {
  const prefix = parseCidr(address)?.prefix;
  if (prefix === undefined) {
    context.addIssue({ code: 'custom', message: `got '${address}', must be an IPv4 range, such as '203.0.113.7/32'` });
  } else if (prefix === 0) {
    context.addIssue({
      code: 'custom',
      message: `'${address}' opens SSH to the whole world: name the operators' own addresses`,
    });
  }
});

const environmentSchema = object({
  name: environmentName,
  project: projectSchema,
  aws: awsSchema,
  network: networkSchema,
  capacity: capacitySchema,
  web: webSchema,
  worker: workerSchema,
  scheduler: schedulerSchema,
  migrate: migrateSchema,
  sidecars: sidecarsSchema,

  secrets: secretsSchema,
  permissions: permissionsSchema,
  sessions: sessionsSchema,
  database: databaseSchema,

  /** When nobody needs the environment, so that tasks and instances go and come back. Always up by default. */
  nights: nightsSchema.optional(),

  /** Host name that users type. Without one, the load balancer's own name serves. */
  domain: hostName.optional(),

  /**
   * Name of the public Route 53 zone that the domain is in. With it, the certificate and the domain's records are made, and
   * HTTP redirects to HTTPS.
   */
  hostedZone: hostName.optional(),

  /** ARN of an ACM certificate for the domain, in the same region, in place of one that is made. */
  certificateArn: certificateArn.optional(),

  loadBalancer: loadBalancerSchema,

  /** Lets previews of branches share the environment. None by default. */
  previews: previewsSchema.optional(),

  /** From where operators may open SSH connections to the instances. None by default: SSM sessions need no open port. */
  operatorAddresses: list(operatorAddress, { max: 20 }, 'IPv4 ranges').default([]),

  logs: object({
    /** For how many days logs are kept: one of the numbers that CloudWatch Logs knows. */
    retentionDays: integer(1, 3653, 'days')
      .refine((days) => (RETENTION_DAYS as readonly number[]).includes(days), {
        error: `is no number of days that CloudWatch Logs knows: choose one of ${RETENTION_DAYS.join(', ')}`,
      })
      .default(30),
  }).prefault({}),

  /** Who is told when something is wrong. */
  alarms: object({
    /** Whom AWS writes to. Each has to confirm once, by the link in the first mail. */
    emails: list(
      text(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, `an e-mail address, such as 'on-call@example.com'`),
      { max: 10 },
      'e-mail addresses',
    ).default([]),
  }).prefault({}),

  /** What the environment may cost in a month: those who get alarms are told at 80 % of it. No budget by default. */
  monthlyBudget: integer(1, 10_000_000, 'US dollars').optional(),

  /**
   * With whose key data at rest is encrypted: AWS's, or the environment's own, which costs a dollar a month and whose use is
   * recorded. What exists is not encrypted anew: RDS and ElastiCache replace what gets another key. When the environment is
   * destroyed, the key goes 30 days later, and with it whatever it encrypts: what is to be kept has to be copied by then.
   */
  encryptionKey: oneOf('aws', 'own').default('aws'),

  permissionsBoundary: permissionsBoundary.optional(),

  /**
   * What happens to data when the environment is destroyed: `keep` leaves a final snapshot of the database, and its
   * secrets can be restored for 30 days; `delete` leaves nothing.
   */
  removal: oneOf('keep', 'delete').default('keep'),

  /**
   * Whether the database and the load balancer refuse to be destroyed, until this is set to false and applied. Terraform
   * and AWS refuse each on its own.
   */
  isProtected: flag().default(false),
  tags: tagsSchema,
})
  .transform(withDefaultSizes)
  .superRefine((config, context) =>
    refuseCombinations(config, (path, message) => context.addIssue({ code: 'custom', path: [...path], message })),
  );

/** What an environment's file says: all that is special about it, the rest has defaults. */
export type EnvironmentInput = z.input<typeof environmentSchema>;

/** An environment, checked, with every default filled in. */
export type EnvironmentConfig = z.output<typeof environmentSchema>;

/**
 * Checks what an environment's file says and fills in the defaults.
 *
 * @param file where it stands, for the error: `environments/dev/environment.ts`
 * @throws ConfigurationError that names each wrong field, its value and what is allowed
 */
export function parseEnvironment(input: unknown, file: string): EnvironmentConfig {
  return parse(environmentSchema, input, file);
}
