import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ConfigurationError,
  parsePreview,
  PREVIEW,
  PREVIEW_PLAN,
  PREVIEW_RULES,
  PREVIEW_VARIABLES,
  type PreviewInput,
  type PreviewPlan,
  previewName,
  previewRule,
} from '@laravel-ecs/config';
import { App } from 'cdktf';
import { type PreviewIdentity, PreviewStack } from './preview-stack';
import type { Target } from './target';

/**
 * Makes the stack of one preview, and a file with what who deploys it has to know. Without a branch, it is an example.
 *
 * @param file where it stands what previews are like
 * @param variables which preview it is, by {@link PREVIEW_VARIABLES}
 * @param outdir where the Terraform JSON goes
 * @throws ConfigurationError for what is invalid, before anything is written
 */
export function createPreview(
  file: string,
  input: PreviewInput,
  variables: Readonly<Record<string, string | undefined>>,
  target: Target,
  outdir: string,
): App {
  const config = parsePreview(input, file);
  const identity = identityIn(variables);
  const name = previewName(identity.branch);
  const { project, aws, of, limit, timeToLive, secrets, permissionsBoundary } = config;

  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  new PreviewStack(app, config, identity, target);
  const says = { project, region: aws.region, of, limit, timeToLive, secrets, permissionsBoundary };
  const plan: PreviewPlan = { name, ...says, ...identity };
  writeFileSync(join(outdir, PREVIEW_PLAN), `${JSON.stringify(plan, undefined, 2)}\n`);
  return app;
}

function identityIn(variables: Readonly<Record<string, string | undefined>>): PreviewIdentity {
  const { [PREVIEW_VARIABLES.branch]: branch = PREVIEW, [PREVIEW_VARIABLES.rule]: said } = variables;
  const rule = said === undefined ? previewRule(previewName(branch)) : Number(said);
  if (!Number.isInteger(rule) || rule < 1 || rule > PREVIEW_RULES) {
    throw new ConfigurationError(PREVIEW_VARIABLES.rule, [
      `got '${said}', must be a whole number from 1 to ${PREVIEW_RULES}`,
    ]);
  }
  return { branch, rule };
}
