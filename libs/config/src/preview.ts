import { z } from 'zod';
import { migrateSchema } from './background';
import { fargateSizes } from './combinations';
import { flag, integer, object, oneOf, text } from './fields';
import { refuseForeign } from './foreign-arns';
import { awsSchema, environmentName, PREVIEW, projectSchema, tagsSchema } from './naming';
import { parse } from './parse';
import { permissionsBoundary, permissionsSchema } from './permissions';
import { secretsSchema } from './secrets';
import { taskFields, withDefaultSizes } from './task';
import { healthCheckPath } from './web';

const HOURS_OF: Readonly<Record<string, number>> = { h: 1, d: 24 };

/** Hours that a preview may live, at most. */
const MOST_HOURS = 30 * 24;

/** The port that previews' tasks listen on, which the group that they share is open on. */
export const PREVIEW_PORT = 8080;

const timeToLive = text(/./, `hours or days from 1h to 30d, such as '12h' or '3d'`).transform((said, context) => {
  const [, count, unit = ''] = /^([1-9]\d{0,2})([hd])$/.exec(said) ?? [];
  const hours = Number(count) * (HOURS_OF[unit] ?? Number.NaN);
  if (!(hours <= MOST_HOURS)) {
    context.addIssue({
      code: 'custom',
      message: `got "${said}", must be hours or days from 1h to 30d, such as '12h' or '3d'`,
    });
  }
  return hours;
});

/** A service that previews do without, unless it is said. */
const background = object({
  /** Whether there is one. */
  enabled: flag().default(false),
  ...taskFields,
}).prefault({});

const previewSchema = object({
  name: z.literal(PREVIEW, { error: `'${PREVIEW}'` }),
  project: projectSchema,
  aws: awsSchema,

  /** Environment whose network, load balancer and database server previews share. Its file says `previews`. */
  of: environmentName.default('dev'),

  /** How many there are at once, at most, 1 to 50. A load balancer takes 100 rules. */
  limit: integer(1, 50, 'previews').default(10),

  /** How long one lives after it was last made or released to, 1 hour to 30 days: `12h`, `3d`. In the result, hours. */
  timeToLive: timeToLive.prefault('3d'),

  /** Processor that the image is built for. */
  architecture: oneOf('arm64', 'x86_64').default('arm64'),

  /** The one task that answers HTTP requests. */
  web: object({ ...taskFields, healthCheckPath }).prefault({}),
  worker: background,
  scheduler: background,
  migrate: migrateSchema,

  /** As in an environment's file. What is set in the environment that is shared is copied, where a preview has no value of its own. */
  secrets: secretsSchema,
  permissions: permissionsSchema,
  permissionsBoundary: permissionsBoundary.optional(),
  tags: tagsSchema,
})
  .transform(({ architecture, web, worker, ...said }) =>
    withDefaultSizes({
      ...said,
      capacity: { launchType: 'fargate' as const, market: 'spot' as const, architecture },
      web: {
        ...web,
        networkMode: 'awsvpc' as const,
        containerPort: PREVIEW_PORT,
        containerProtocol: 'HTTP' as const,
        tasks: { min: 1, max: 1 },
        scaling: {},
        deployment: { strategy: 'rolling' as const },
      },
      worker: { ...worker, tasks: { min: 1, max: 1 } },
      sidecars: [],
      logs: { retentionDays: 7 },
    }),
  )
  .superRefine((config, context) => {
    const refuse = (path: readonly PropertyKey[], message: string) =>
      context.addIssue({ code: 'custom', path: [...path], message });
    fargateSizes(config, refuse);
    refuseForeign(
      config.aws,
      [{ path: ['permissionsBoundary'], arn: config.permissionsBoundary, what: 'a policy' }],
      refuse,
    );
  });

/** What the file of previews says: all that is special about them, the rest has defaults. */
export type PreviewInput = z.input<typeof previewSchema>;

/** What previews are like, checked, with every default filled in. */
export type PreviewConfig = z.output<typeof previewSchema>;

/**
 * Checks what the file of previews says and fills in the defaults.
 *
 * @param file where it stands, for the error: `environments/preview/environment.ts`
 * @throws ConfigurationError that names each wrong field, its value and what is allowed
 */
export function parsePreview(input: unknown, file: string): PreviewConfig {
  return parse(previewSchema, input, file);
}
