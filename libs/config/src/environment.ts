import { z } from 'zod';
import { capacitySchema } from './capacity';
import { parseCidr } from './cidr';
import { ConfigurationError } from './configuration-error';
import { databaseSchema } from './database';
import { flag, integer, list, object, oneOf, text } from './fields';
import { roomForTasks } from './instance-type';
import { awsSchema, projectSchema, SHARED, tagsSchema } from './naming';
import { networkSchema } from './network';
import { sessionsSchema } from './sessions';
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
  /** Name of the environment: 2 to 10 lower-case letters, digits and single hyphens. */
  name: text(
    /^(?=.{2,10}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    `2 to 10 lower-case letters, digits and single hyphens, a letter first`,
  ).refine((name) => name !== SHARED, {
    error: `'${SHARED}' is the stack that all environments share: choose another name`,
  }),
  project: projectSchema,
  aws: awsSchema,
  network: networkSchema,
  capacity: capacitySchema,
  web: webSchema,
  sessions: sessionsSchema,
  database: databaseSchema,

  /** Host name that users type. Without one, the load balancer's own name serves. */
  domain: text(
    /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
    `a host name in lower case, such as 'www.example.com'`,
  ).optional(),

  /** ARN of an ACM certificate for the domain, in the same region. With it, HTTP redirects to HTTPS. */
  certificateArn: text(
    /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
    `the ARN of an ACM certificate, such as 'arn:aws:acm:us-east-1:111122223333:certificate/…'`,
  ).optional(),

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
}).superRefine(({ aws, domain, certificateArn, capacity, web, removal, isProtected }, context) => {
  const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });

  if (isProtected && removal === 'delete') {
    refuse(['isProtected'], `keeps data, and removal is 'delete': set removal to 'keep', or isProtected to false`);
  }
  if (certificateArn && !domain) {
    refuse(['certificateArn'], 'is a certificate for no host name: give domain as well');
  }
  const certificateRegion = certificateArn?.split(':')[3];
  if (certificateRegion && certificateRegion !== aws.region) {
    refuse(
      ['certificateArn'],
      `is in ${certificateRegion}, the load balancer in ${aws.region}: request a certificate there`,
    );
  }
  if (capacity.market === 'mixed' && capacity.onDemand.base > capacity.instances.max) {
    refuse(
      ['capacity', 'onDemand', 'base'],
      `is ${capacity.onDemand.base}, above instances.max (${capacity.instances.max}): lower it, or raise instances.max`,
    );
  }

  // A release starts new tasks beside the running ones, so there has to be room for one task more than the most.
  for (const type of capacity.instanceTypes) {
    const room = roomForTasks(type);
    const onEach = room && Math.min(Math.floor(room.memory / web.memoryReservation), Math.floor(room.cpu / web.cpu));
    const fit = onEach === undefined ? Infinity : onEach * capacity.instances.max;
    if (fit < web.tasks.max + 1) {
      refuse(
        ['web', 'tasks', 'max'],
        `is ${web.tasks.max}, and a release needs room for one more, but ${capacity.instances.max} × ${type} hold ${fit} tasks of ` +
          `${web.cpu} CPU units and ${web.memoryReservation} MiB: lower web.tasks.max, web.cpu or web.memoryReservation, ` +
          `or raise capacity.instances.max or the instance type`,
      );
      return;
    }
  }
});

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
  const result = environmentSchema.safeParse(input);
  if (!result.success) {
    throw ConfigurationError.of(file, input, result.error);
  }
  return result.data;
}
