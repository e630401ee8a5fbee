import { z } from 'zod';
import { object, text } from './fields';
import { isPreview, PREVIEW_PREFIX } from './preview-name';

/** Name of the stack with what all environments share. */
export const SHARED = 'shared';

/** Name of the environment on this computer's own Docker. */
export const LOCAL = 'local';

/** Name of what previews of branches are like. */
export const PREVIEW = 'preview';

/**
 * Beginnings that AWS keeps for itself in some of the names that the project's begins: of capacity providers, parameters, documents,
 * load balancers, security groups or buckets.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html
 */
const RESERVED = /^(amazon|amzn|aws|ecs|fargate|ssm|(?:internal|sg|sthree)(?=-|$))/;

/**
 * Name of the project, in front of the names of all that it has in AWS: 2 to 20 lower-case letters, digits and single
 * hyphens. All environments of a project have the same.
 */
export const projectSchema = text(
  /^(?=.{2,20}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  '2 to 20 lower-case letters, digits and single hyphens, a letter first',
)
  .superRefine((project, context) => {
    const [reserved] = RESERVED.exec(project) ?? [];
    if (reserved) {
      context.addIssue({
        code: 'custom',
        message: `is '${project}', and AWS keeps names that begin with '${reserved}' for itself: choose another`,
      });
    }
  })
  .default('laravel');

/** Names that are no environment's. */
const TAKEN: readonly string[] = [SHARED, LOCAL, PREVIEW];

/** Name of an environment: 2 to 10 lower-case letters, digits and single hyphens. */
export const environmentName = text(
  /^(?=.{2,10}$)[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
  `2 to 10 lower-case letters, digits and single hyphens, a letter first`,
)
  .refine((name) => !TAKEN.includes(name), {
    error:
      `'${SHARED}' is the stack that all environments share, '${LOCAL}' the one on this computer, and '${PREVIEW}' what previews are like: ` +
      `choose another name`,
  })
  .refine((name) => !isPreview(name), {
    error: `names that begin with '${PREVIEW_PREFIX}' are those of previews: choose another`,
  });

/** Where in AWS. */
export const awsSchema = object({
  /** Region of all resources. */
  region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, `an AWS region, such as 'us-east-1'`),

  /** The account that this belongs to: in any other, Terraform refuses to start. Any account by default. */
  accountId: text(/^\d{12}$/, `an AWS account id, 12 digits in quotes, such as '111122223333'`).optional(),
});

/** Tags that are set here, and `Name`, which every resource has of its own. */
const OWN_TAGS = ['Project', 'Environment', 'ManagedBy', 'Name', 'AmazonECSManaged'];

const tag = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;

/**
 * Tags of every resource, beside `Project`, `Environment` and `ManagedBy`. At most 40, which differ by more than capitals: IAM
 * takes those for one.
 *
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export const tagsSchema = z
  .record(
    z.string(),
    text(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u, 'a text of at most 256 letters, digits, spaces and _.:/=+-@'),
    { error: 'an object of tag names and values' },
  )
  .superRefine((tags, context) => {
    const names = Object.keys(tags);
    for (const [index, name] of names.entries()) {
      if (!tag.test(name) || name.length < 1 || name.length > 128 || /^aws:/i.test(name)) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: `must be named with 1 to 128 letters, digits, spaces and _.:/=+-@, not beginning with 'aws:'`,
        });
      }
      const same = [...OWN_TAGS, ...names.slice(0, index)].find((other) => other.toLowerCase() === name.toLowerCase());
      if (same) {
        const taken = OWN_TAGS.includes(same) ? `is set here` : `is here as '${same}', which IAM takes for the same`;
        context.addIssue({ code: 'custom', path: [name], message: `${taken}: take it out, or choose another name` });
      }
    }
    if (names.length > 40) {
      context.addIssue({ code: 'custom', message: `are ${names.length}, of at most 40: take some out` });
    }
  })
  .default({});

/**
 * Name of the image repository that previews are released from. It is their own: whoever may push a branch may push to it, and nothing of what
 * is in it goes on to an environment.
 */
export function previewRepository(project: string): string {
  return `${project}-previews`;
}
