import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PreviewInput } from '@laravel-ecs/config';
import { synthesizePreview } from './synthesize';
import { createPreview } from './create-preview';
import { targetOf } from './target';

const FILE = 'environments/preview/environment.ts';

const input: PreviewInput = { name: 'preview', aws: { region: 'us-east-1' }, limit: 3, timeToLive: '12h' };

const outdir = () => join(mkdtempSync(join(tmpdir(), 'preview-')), 'out');

describe('createPreview', () => {
  test('makes the stack of the branch that the variables name, and says what who makes it has to know', () => {
    const out = outdir();
    createPreview(FILE, input, { PREVIEW_BRANCH: 'fix', PREVIEW_RULE: '12' }, targetOf({}, undefined), out).synth();
    expect(readdirSync(join(out, 'stacks'))).toEqual(['pr-fix']);
    expect(JSON.parse(readFileSync(join(out, 'preview.json'), 'utf8'))).toEqual({
      name: 'pr-fix',
      branch: 'fix',
      project: 'laravel',
      region: 'us-east-1',
      of: 'dev',
      rule: 12,
      limit: 3,
      timeToLive: 12,
      secrets: [],
    });
  });

  test('makes an example where none is named', () => {
    const out = outdir();
    createPreview(FILE, input, {}, targetOf({}, undefined), out).synth();
    expect(readdirSync(join(out, 'stacks'))).toEqual(['pr-preview']);
  });

  test('has a rule in mind for a branch, the same each time', () => {
    const ruleOf = () => {
      const out = outdir();
      createPreview(FILE, input, { PREVIEW_BRANCH: 'fix' }, targetOf({}, undefined), out);
      return (JSON.parse(readFileSync(join(out, 'preview.json'), 'utf8')) as { rule: number }).rule;
    };
    expect(ruleOf()).toBe(ruleOf());
  });

  test.each(['0', '10000', '1.5', 'x'])('refuses a rule of priority %s', (PREVIEW_RULE) => {
    const out = outdir();
    expect(() => createPreview(FILE, input, { PREVIEW_RULE }, targetOf({}, undefined), out)).toThrow(
      `got '${PREVIEW_RULE}', must be a whole number from 1 to 9999`,
    );
    expect(() => readdirSync(out)).toThrow('ENOENT');
  });
});

describe('synthesizePreview', () => {
  afterEach(() => {
    process.exitCode = 0;
    delete process.env['CDKTF_OUTDIR'];
    jest.restoreAllMocks();
  });

  test('ends with the message of an invalid configuration, as for an environment', () => {
    let said = '';
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
    process.env['CDKTF_OUTDIR'] = outdir();
    synthesizePreview(FILE, { ...input, limit: 0 });
    expect(said).toBe(`${FILE} is not valid:\n  - limit: got 0, must be a whole number from 1 to 50 (previews)\n`);
    expect(process.exitCode).toBe(1);
  });
});
