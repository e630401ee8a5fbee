import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { object, oneOf, text } from './fields';
import { parse } from './parse';
import { isPreview } from './preview-name';

/** Where in `cdktf.json` it stands. */
const STATE_SETTING = 'cdktf.json, context.state';

/** A file for each stack, on this computer. */
const local = object({ kind: z.literal('local') });

/** Objects of a bucket, each locked by another object while it is written. */
const s3 = object({
  kind: z.literal('s3'),

  /** Name of the bucket. `ship state bootstrap` makes it. */
  bucket: text(
    /^(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9][a-z0-9-]{1,61}[a-z0-9](?<!-s3alias|--ol-s3)$/,
    '3 to 63 lower-case letters, digits and hyphens, the name of a bucket that nobody else in AWS has',
  ),

  /** Its region. */
  region: text(/^[a-z]{2}(-[a-z]+)+-\d$/, `an AWS region, such as 'us-east-1'`),
});

/** Names of HCP Terraform's. */
export const hcpFields = {
  organization: text(/^[A-Za-z0-9][\w-]{2,39}$/, 'the name of an organization, 3 to 40 letters, digits, _ and -'),
  project: text(/^[\w -]{3,40}$/, 'the name of a project, 3 to 40 letters, digits, spaces, _ and -'),
};

/** A workspace for each stack in HCP Terraform, or in Terraform Enterprise. */
const hcp = object({
  kind: z.literal('hcp'),

  /** The organization that the workspaces are in. */
  organization: hcpFields.organization,

  /** The project that they are in; by default, the organization's own. */
  project: hcpFields.project.optional(),

  /** The project that those of previews are in, so that a token may be good for them and for no environment; by default, `project`. */
  previewsProject: hcpFields.project.optional(),

  /** Host of Terraform Enterprise, with its port where it has one of its own. */
  hostname: text(
    /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/,
    "a host name without 'https://', such as 'terraform.example.com'",
  ).default('app.terraform.io'),

  /** Where Terraform runs: on the computer that starts it, or in HCP Terraform, but for `shared`, which a person deploys. */
  execution: oneOf('local', 'remote').default('local'),
}).superRefine(({ project, previewsProject }, context) => {
  if (previewsProject !== undefined && previewsProject === project) {
    const message = `is '${previewsProject}', where environments are, too: name another project`;
    context.addIssue({ code: 'custom', path: ['previewsProject'], message });
  }
});

const stateSchema = z.discriminatedUnion('kind', [local, s3, hcp], { error: "one of 'local', 's3', 'hcp'" });

/** Where the Terraform states of all stacks are kept, as `cdktf.json` says it. */
export type StateInput = z.input<typeof stateSchema>;

/** The same, checked, with every default filled in. */
export type StateConfig = z.output<typeof stateSchema>;

/** The project in HCP Terraform that the workspace of a stack is in; undefined for the organization's own. */
export function hcpProjectOf(
  { project, previewsProject }: Pick<Extract<StateConfig, { kind: 'hcp' }>, 'project' | 'previewsProject'>,
  stack: string,
): string | undefined {
  return isPreview(stack) ? (previewsProject ?? project) : project;
}

/**
 * Checks where states are to be kept, and fills in the defaults; they are kept on this computer where nothing is said.
 *
 * @throws ConfigurationError that names each wrong field, its value and what is allowed
 */
export function parseState(input: unknown): StateConfig {
  return parse(stateSchema, input ?? { kind: 'local' }, STATE_SETTING);
}

/**
 * What a `cdktf.json` says of states, unchecked; nothing where it says nothing. CDKTF hands its context to programs that it starts itself,
 * and they are started by others as well.
 */
export function stateSetting(file: string): unknown {
  if (!existsSync(file)) {
    return undefined;
  }
  const { context } = JSON.parse(readFileSync(file, 'utf8')) as { context?: { state?: unknown } };
  return context?.state;
}
