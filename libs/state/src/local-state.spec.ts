import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App, TerraformStack } from 'cdktf';
import { LocalState } from './local-state';

const outdir = mkdtempSync(join(tmpdir(), 'state-'));

function pathOf(directory: string): string {
  const stack = new TerraformStack(new App({ outdir }), 'dev');
  new LocalState(directory).bind(stack);
  return stack.toTerraform().terraform.backend.local.path;
}

describe('LocalState', () => {
  test('keeps a file for each stack in its directory', () => {
    const directory = join(outdir, 'kept');
    expect(resolve(outdir, 'stacks', 'dev', pathOf(directory))).toBe(join(directory, 'dev.tfstate'));
  });

  test('names the file without the machine it is on', () => {
    expect(pathOf(join(outdir, 'kept'))).toBe('../../kept/dev.tfstate');
  });
});
