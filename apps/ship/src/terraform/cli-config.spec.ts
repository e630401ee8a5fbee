import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cliConfig } from './cli-config';

const folder = () => mkdtempSync(join(tmpdir(), 'mirror-'));

function addOnsWithMirror(): string {
  const addOns = folder();
  mkdirSync(join(addOns, 'nothing-here'));
  mkdirSync(join(addOns, 'providers/registry.terraform.io/hashicorp/aws/5.100.0'), { recursive: true });
  mkdirSync(join(addOns, 'providers/registry.terraform.io/kreuzwerker/docker'), { recursive: true });
  return addOns;
}

describe('cliConfig', () => {
  test('takes what a mirror has from there, and all else from the registry', async () => {
    const addOns = addOnsWithMirror();
    const file = join(folder(), 'new', 'mirror.tfrc');
    expect(await cliConfig(file, {}, { addOns, home: folder() })).toBe(file);
    const providers = '["registry.terraform.io/hashicorp/aws","registry.terraform.io/kreuzwerker/docker"]';
    expect(readFileSync(file, 'utf8')).toBe(
      `provider_installation {\n  filesystem_mirror {\n    path    = "${join(addOns, 'providers')}"\n    include = ${providers}\n  }\n  direct {\n    exclude = ${providers}\n  }\n}\n`,
    );
  });

  test('is not needed without a mirror', async () => {
    expect(await cliConfig(join(folder(), 'x'), {}, { addOns: folder(), home: folder() })).toBeUndefined();
    expect(await cliConfig(join(folder(), 'x'), {}, { addOns: '/nowhere', home: folder() })).toBeUndefined();
  });

  test("leaves the user's own to rule", async () => {
    const home = folder();
    const own = join(home, '.terraformrc');
    writeFileSync(own, '');
    const addOns = addOnsWithMirror();
    expect(await cliConfig(join(folder(), 'x'), {}, { addOns, home })).toBeUndefined();
    expect(await cliConfig(join(folder(), 'x'), { TF_CLI_CONFIG_FILE: own }, { addOns, home: folder() })).toBe(own);
  });

  test('does not mind a file that is named and missing', async () => {
    const file = join(folder(), 'mirror.tfrc');
    const missing = { TF_CLI_CONFIG_FILE: '/nowhere/terraformrc' };
    expect(await cliConfig(file, missing, { addOns: addOnsWithMirror(), home: folder() })).toBe(file);
  });
});
