import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateTerraform, PINNED_VERSION } from './binary';

/** A PATH on which these programs say they are of these versions. */
function path(programs: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const directory = mkdtempSync(join(tmpdir(), 'path-'));
  for (const [name, version] of Object.entries(programs)) {
    const file = join(directory, name);
    writeFileSync(file, `#!/bin/sh\necho '{"terraform_version":"${version}"}'\n`);
    chmodSync(file, 0o755);
  }
  return { PATH: directory };
}

const cache = () => mkdtempSync(join(tmpdir(), 'cache-'));
const never = () => Promise.reject(new Error('nothing was to be downloaded'));

describe('locateTerraform', () => {
  test('takes terraform before tofu', async () => {
    const environment = path({ terraform: '1.13.0', tofu: '1.11.0' });
    expect(await locateTerraform(cache(), environment, never)).toEqual({ command: 'terraform', version: '1.13.0' });
  });

  test.each([
    ['TERRAFORM', {}],
    ['TERRAFORM_BINARY_NAME', {}],
    ['TERRAFORM', { TERRAFORM_BINARY_NAME: '/nonexistent' }],
  ])('takes the program that %s selects before all others (%j)', async (variable, more) => {
    const environment: NodeJS.ProcessEnv = { ...path({ terraform: '1.13.0', mine: '1.12.0' }), ...more };
    const mine = join(String(environment['PATH']), 'mine');
    expect(await locateTerraform(cache(), { ...environment, [variable]: mine }, never)).toEqual({
      command: mine,
      version: '1.12.0',
    });
    expect(await locateTerraform(cache(), { ...environment, [variable]: 'mine' }, never)).toMatchObject({
      version: '1.12.0',
    });
  });

  test.each([
    ['/nonexistent', "TERRAFORM is '/nonexistent', which is not found. Set it to the name of a program on PATH"],
    ['terraform -v', "TERRAFORM is 'terraform -v', which is not found"],
    ['./terraform', "TERRAFORM is './terraform', which is a relative path"],
    ['/bin/true', "TERRAFORM is '/bin/true', and `/bin/true version -json` does not print a version of Terraform."],
  ])('rejects %s as the value of TERRAFORM', async (value, message) => {
    const environment = { ...path({ terraform: '1.13.0' }), TERRAFORM: value };
    await expect(locateTerraform(cache(), environment, never)).rejects.toThrow(message);
  });

  test('takes tofu where there is no terraform', async () => {
    expect(await locateTerraform(cache(), path({ tofu: '1.11.0' }), never)).toEqual({
      command: 'tofu',
      version: '1.11.0',
    });
  });

  test.each(['1.10.5', '0.15.0'])('refuses version %s, which has no write-only arguments', async (version) => {
    await expect(locateTerraform(cache(), path({ terraform: version }), never)).rejects.toThrow(
      `terraform is version ${version}, which has no write-only arguments: install 1.11 or newer`,
    );
  });

  test('downloads the pinned release where neither is there, once', async () => {
    const directory = cache();
    const download = jest.fn(async (into: string) => writeFileSync(join(into, 'terraform'), ''));
    const found = await locateTerraform(directory, path({}), download);
    expect(found).toEqual({ command: join(directory, PINNED_VERSION, 'terraform'), version: PINNED_VERSION });
    expect(await locateTerraform(directory, path({}), download)).toEqual(found);
    expect(download).toHaveBeenCalledTimes(1);
  });

  test('says what to install where nothing can be downloaded', async () => {
    const download = () => Promise.reject(new Error('no route to host'));
    await expect(locateTerraform(cache(), path({}), download)).rejects.toThrow(
      `neither terraform nor tofu is on PATH, and Terraform ${PINNED_VERSION} can't be downloaded (no route to host): install Terraform 1.11`,
    );
  });
});
