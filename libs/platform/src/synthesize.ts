import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ConfigurationError,
  type EnvironmentConfig,
  type EnvironmentInput,
  parseEnvironment,
  parseShared,
  type PreviewInput,
  requireConsistency,
  SHARED,
  type SharedConfig,
  type SharedInput,
  stateSetting,
} from '@laravel-ecs/config';
import { App } from 'cdktf';
import { AwsStack } from './aws-stack';
import { createPreview } from './create-preview';
import { EnvironmentStack } from './environment-stack';
import { SecurityError } from './security/security-policy';
import { SECURITY_RULES } from './security/security-rules';
import { SharedStack } from './shared-stack';
import { type Target, targetOf } from './target';

/** Report of the security rules, in the output folder. */
const SECURITY_REPORT = 'security.json';

/** What stacks are made of, by the file that says it. */
export type StackFiles = Readonly<Record<string, EnvironmentInput | SharedInput>>;

/** Adds stacks to an app that are not on AWS. */
export type Elsewhere = (app: App, target: Target) => void;

/**
 * Makes the stacks that the files describe.
 *
 * @param outdir where the Terraform JSON goes
 * @throws ConfigurationError for what is invalid, before anything is written
 */
export function createApp(files: StackFiles, target: Target, outdir: string): App {
  const configs = new Map(Object.entries(files).map(([file, input]) => [file, parse(input, file)]));
  requireConsistency(configs);

  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir });
  for (const config of configs.values()) {
    if (isShared(config)) {
      new SharedStack(app, config, target);
    } else {
      new EnvironmentStack(app, config, target);
    }
  }
  return app;
}

/**
 * Synthesises the stacks that the files describe to Terraform JSON, into the folder that `CDKTF_OUTDIR` names or into
 * `cdktf.out`, with states kept where `cdktf.json` says, or the file that `STATE_SETTING_FILE` names, and with a report of the security rules that something was allowed to break, `security.json`.
 *
 * An invalid configuration, or a stack that is not secure, ends the process with its message and exit code 1.
 *
 * @param elsewhere stacks that are not on AWS
 */
export function synthesize(files: StackFiles, ...elsewhere: readonly Elsewhere[]): void {
  synthesizing((target, outdir) => {
    const app = createApp(files, target, outdir);
    elsewhere.forEach((add) => add(app, target));
    return app;
  });
}

/** Synthesises the preview that the variables name, as {@link synthesize} does an environment. */
export function synthesizePreview(file: string, input: PreviewInput): void {
  synthesizing((target, outdir) => createPreview(file, input, process.env, target, outdir));
}

function synthesizing(create: (target: Target, outdir: string) => App): void {
  // CDKTF takes a stack trace with every token, which would cost more than the rest of the synthesis. Errors have theirs all the
  // same: it is not by this that they get it.
  const { captureStackTrace } = Error;
  Error.captureStackTrace = () => undefined;
  try {
    const outdir = process.env['CDKTF_OUTDIR'] || 'cdktf.out';
    const target = targetOf(process.env, stateSetting(process.env['STATE_SETTING_FILE'] || 'cdktf.json'));
    const app = create(target, outdir);
    app.synth();
    writeFileSync(join(outdir, SECURITY_REPORT), `${JSON.stringify(securityReport(app), undefined, 2)}\n`);
  } catch (error) {
    if (!(error instanceof ConfigurationError || error instanceof SecurityError)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } finally {
    Error.captureStackTrace = captureStackTrace;
  }
}

/** What was held against each stack, and what it was allowed to break. */
function securityReport(app: App): object {
  const stacks = app.node.children.filter((child) => child instanceof AwsStack);
  return {
    rules: SECURITY_RULES.map(({ id, message }) => ({ id, message })),
    accepted: stacks.flatMap(({ security }) => security.findings),
  };
}

function parse(input: EnvironmentInput | SharedInput, file: string): EnvironmentConfig | SharedConfig {
  return input?.name === SHARED ? parseShared(input, file) : parseEnvironment(input, file);
}

function isShared(config: EnvironmentConfig | SharedConfig): config is SharedConfig {
  return config.name === SHARED;
}
