import { mkdirSync } from 'node:fs';
import {
  ConfigurationError,
  type EnvironmentConfig,
  type EnvironmentInput,
  parseEnvironment,
  parseShared,
  requireConsistency,
  SHARED,
  type SharedConfig,
  type SharedInput,
} from '@laravel-ecs/config';
import { App } from 'cdktf';
import { EnvironmentStack } from './environment-stack';
import { SharedStack } from './shared-stack';
import { type Target, targetOf } from './target';

/** What stacks are made of, by the file that says it. */
export type StackFiles = Readonly<Record<string, EnvironmentInput | SharedInput>>;

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
 * `cdktf.out`. An invalid configuration ends the process with its message and exit code 1.
 */
export function synthesize(files: StackFiles): void {
  // CDKTF takes a stack trace with every token. Left to the source map support of the TypeScript loader, those would
  // cost as much as the rest of the synthesis.
  const traces: { prepareStackTrace?: unknown } = Error;
  const { prepareStackTrace } = traces;
  delete traces.prepareStackTrace;
  try {
    createApp(files, targetOf(process.env), process.env['CDKTF_OUTDIR'] || 'cdktf.out').synth();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) {
      throw error;
    }
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  } finally {
    traces.prepareStackTrace = prepareStackTrace;
  }
}

function parse(input: EnvironmentInput | SharedInput, file: string): EnvironmentConfig | SharedConfig {
  return input?.name === SHARED ? parseShared(input, file) : parseEnvironment(input, file);
}

function isShared(config: EnvironmentConfig | SharedConfig): config is SharedConfig {
  return config.name === SHARED;
}
