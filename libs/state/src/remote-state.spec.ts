import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseState } from '@laravel-ecs/config';
import { App, TerraformStack } from 'cdktf';
import { HcpState } from './hcp-state';
import { S3State } from './s3-state';
import type { StateBackend } from './state-backend';

function terraformOf(backend: StateBackend, name = 'dev'): unknown {
  const stack = new TerraformStack(new App({ outdir: mkdtempSync(join(tmpdir(), 'state-')) }), name);
  backend.bind(stack, 'shop');
  return stack.toTerraform().terraform;
}

test('S3State keeps an encrypted object for each stack, and locks it without another service', () => {
  const config = parseState({ kind: 's3', bucket: 'acme-states', region: 'eu-west-1' });
  expect(config.kind === 's3' && terraformOf(new S3State(config))).toMatchObject({
    backend: {
      s3: { bucket: 'acme-states', region: 'eu-west-1', key: 'shop/dev.tfstate', encrypt: true, use_lockfile: true },
    },
  });
});

test('HcpState keeps a workspace for each stack', () => {
  const config = parseState({ kind: 'hcp', organization: 'acme', project: 'Shop' });
  expect(config.kind === 'hcp' && terraformOf(new HcpState(config))).toMatchObject({
    cloud: { hostname: 'app.terraform.io', organization: 'acme', workspaces: { name: 'shop-dev', project: 'Shop' } },
  });
});

test('HcpState keeps workspaces of previews in a project of their own, where they have one', () => {
  const projectOf = (setting: object) => {
    const config = parseState({ kind: 'hcp', organization: 'acme', ...setting });
    return config.kind === 'hcp' && terraformOf(new HcpState(config), 'pr-fix');
  };
  const within = (project: string) => ({ cloud: { workspaces: { name: 'shop-pr-fix', project } } });
  expect(projectOf({ project: 'Shop', previewsProject: 'Previews' })).toMatchObject(within('Previews'));
  expect(projectOf({ project: 'Shop' })).toMatchObject(within('Shop'));
});
