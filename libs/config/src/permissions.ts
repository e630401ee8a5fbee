import { list, object, text } from './fields';

/** ARN of what something is allowed on, or a pattern of such. */
export const arnPattern = text(/^(\*|arn:[\w*-]+:[a-z0-9-]+:\S*)$/, `an ARN, such as 'arn:aws:s3:::uploads/*'`);

const permissionSchema = object({
  /** Actions, such as `s3:GetObject`. */
  actions: list(
    text(/^[a-z0-9-]+:[A-Za-z0-9*?]+$/, `an action of IAM, such as 's3:GetObject'`),
    { min: 1, max: 100 },
    'actions',
  ),

  /** ARNs of what they are allowed on. */
  resources: list(arnPattern, { min: 1, max: 100 }, 'resources'),
});

/**
 * An IAM policy that is put around every role, as a boundary of what it can do: its ARN, or `shared` for the one that the shared stack
 * makes where CI deploys, without which CI may make no role.
 */
export const permissionsBoundary = text(
  /^(shared|arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+)$/,
  `'shared', or the ARN of an IAM policy, such as 'arn:aws:iam::111122223333:policy/boundary'`,
);

/** What the application may do in AWS, beside what it needs to run. Where CI deploys, the shared file has to list it as well: `ci.applications`. */
export const permissionsSchema = list(permissionSchema, { max: 20 }, 'permissions').default([]);
