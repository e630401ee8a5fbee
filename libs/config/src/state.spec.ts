import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseState, stateSetting } from './state';

describe('parseState', () => {
  test.each([
    [undefined, { kind: 'local' }],
    [{ kind: 'local' }, { kind: 'local' }],
    [
      { kind: 's3', bucket: 'acme-terraform-state', region: 'us-east-1' },
      { kind: 's3', bucket: 'acme-terraform-state', region: 'us-east-1' },
    ],
    [
      { kind: 'hcp', organization: 'acme' },
      { kind: 'hcp', organization: 'acme', hostname: 'app.terraform.io', execution: 'local' },
    ],
  ])('takes %j', (input, config) => {
    expect(parseState(input)).toEqual(config);
  });

  test.each([
    [{ kind: 'gcs' }, `kind: got "gcs", must be one of 'local', 's3', 'hcp'`],
    [{ kind: 's3', bucket: 'Acme', region: 'us-east-1' }, 'bucket: got "Acme", must be 3 to 63 lower-case letters'],
    [{ kind: 's3', bucket: 'acme' }, 'region is missing: it must be an AWS region'],
    [
      { kind: 'hcp', organization: 'acme', project: 'Shop', previewsProject: 'Shop' },
      "previewsProject: is 'Shop', where environments are, too: name another project",
    ],
    [{ kind: 'hcp' }, 'organization is missing: it must be the name of an organization'],
    [
      { kind: 'hcp', organization: 'acme', hostname: 'https://app.terraform.io' },
      `hostname: got "https://app.terraform.io", must be a host name without 'https://'`,
    ],
    [{ kind: 'local', bucket: 'acme' }, 'bucket: there is no such field; known here: kind'],
  ])('refuses %j', (input, message) => {
    expect(() => parseState(input)).toThrow(`cdktf.json, context.state is not valid:\n  - ${message}`);
  });
});

describe('stateSetting', () => {
  test('is what the context says, or nothing', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'setting-')), 'cdktf.json');
    expect(stateSetting(file)).toBeUndefined();
    writeFileSync(file, '{"app": "true"}');
    expect(stateSetting(file)).toBeUndefined();
    writeFileSync(file, '{"context": {"state": {"kind": "local"}}}');
    expect(stateSetting(file)).toEqual({ kind: 'local' });
  });
});
