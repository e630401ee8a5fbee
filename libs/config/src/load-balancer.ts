import type { z } from 'zod';
import { flag, integer, list, object, text } from './fields';
import { listenerRulesSchema } from './listener-rules';

/** ARN of an ACM certificate. */
export const certificateArn = text(
  /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
  `the ARN of an ACM certificate, such as 'arn:aws:acm:us-east-1:111122223333:certificate/…'`,
);

/** The way in from the internet. */
export const loadBalancerSchema = object({
  /** ARNs of certificates for more host names, beside that of the domain. At most 24. */
  extraCertificateArns: list(certificateArn, { max: 24 }, 'certificates').default([]),

  /** What is answered before the application is asked, in this order. */
  rules: listenerRulesSchema,

  /** For how many seconds a browser is led to the same task, 1 to 604,800. Sessions need none. Not at all by default. */
  stickiness: integer(1, 604_800, 'seconds').optional(),

  /** Whether a web application firewall stands in front: AWS's rules for PHP sites, and a limit for each address. */
  firewall: object({
    enabled: flag().default(false),

    /** Requests of one address in five minutes above which it gets 403, 10 to 2,000,000,000. */
    rateLimit: integer(10, 2_000_000_000, 'requests in five minutes').default(2000),
  }).prefault({}),

  /** Whether every request is written down, in a bucket of the environment's own. */
  accessLogs: object({
    enabled: flag().default(false),

    /** For how many days, 1 to 3,650. */
    retentionDays: integer(1, 3650, 'days').default(90),
  }).prefault({}),

  /** Port on which the operators see the next release before users do, with a deployment that is not rolling. */
  testPort: integer(1, 65_535, 'port').default(9001),
}).prefault({});

/** The way in from the internet. */
export type LoadBalancerConfig = z.output<typeof loadBalancerSchema>;
