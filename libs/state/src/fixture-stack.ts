import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseState } from '@laravel-ecs/config';
import type { HcpEndpoint } from '@laravel-ecs/testing';
import { App, TerraformOutput, TerraformStack } from 'cdktf';
import { HcpState } from './hcp-state';

interface Ended {
  readonly code: number;
  readonly said: string;
}

/** A synthesised stack whose state is in a workspace `shop-NAME` of an endpoint, and Terraform in its folder. */
export function fixtureStack(
  hcp: HcpEndpoint,
  name: string,
  resources: object,
  execution: 'local' | 'remote' = 'local',
) {
  const outdir = mkdtempSync(join(tmpdir(), 'hcp-state-'));
  const app = new App({ outdir });
  const stack = new TerraformStack(app, name);
  const config = parseState({ kind: 'hcp', organization: 'acme', hostname: hcp.hostname, execution });
  if (config.kind === 'hcp') {
    new HcpState(config).bind(stack, 'shop');
  }
  stack.addOverride('resource', resources);
  new TerraformOutput(stack, 'greeting', { value: 'hello' });
  app.synth();
  const cwd = join(outdir, 'stacks', name);
  const run = (environment: NodeJS.ProcessEnv, ...words: readonly string[]) =>
    new Promise<Ended>((end) => {
      const env = { ...process.env, ...hcp.environment, ...environment };
      execFile(
        process.env['TERRAFORM'] || 'terraform',
        [...words, '-no-color'],
        { cwd, env },
        (error, stdout, stderr) => end({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
      );
    });
  return Object.assign((...words: readonly string[]) => run({}, ...words), {
    with: run,
    write: (file: string, text: string) => writeFileSync(join(cwd, file), text),
  });
}
