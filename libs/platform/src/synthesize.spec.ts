import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError } from '@laravel-ecs/config';
import { TerraformStack } from 'cdktf';
import { createApp, type StackFiles, synthesize } from './synthesize';
import { targetOf } from './target';

const aws = { region: 'us-east-1' };
const shared = { name: 'shared', aws } as const;
const dev = { name: 'dev', aws, network: { cidr: '10.10.0.0/16' } };
const staging = { name: 'staging', aws, network: { cidr: '10.20.0.0/16' } };

const outdir = () => join(mkdtempSync(join(tmpdir(), 'synth-')), 'not', 'there', 'yet');

describe('createApp', () => {
  test('makes a stack of every file', () => {
    const out = outdir();
    createApp({ 'shared.ts': shared, 'dev.ts': dev, 'staging.ts': staging }, targetOf({}, undefined), out).synth();
    expect(readdirSync(join(out, 'stacks')).sort()).toEqual(['dev', 'shared', 'staging']);
  });

  test('writes the same on every machine, and nothing but the JSON', () => {
    const out = outdir();
    createApp({ 'dev.ts': dev }, targetOf({}, undefined), out).synth();
    const stack = join(out, 'stacks', 'dev');
    expect(readdirSync(stack)).toEqual(['cdk.tf.json']);
    const json = readFileSync(join(stack, 'cdk.tf.json'), 'utf8');
    expect(json).not.toContain(out);
    expect(json).not.toContain(__dirname);
  });

  test.each<[string, StackFiles, string]>([
    ['an invalid file', { 'dev.ts': { ...dev, network: { cidr: 'ten' } } }, 'dev.ts is not valid:\n  - network.cidr'],
    [
      'an invalid shared file',
      { 'shared.ts': { ...shared, registry: { keepImages: 0 } } },
      'shared.ts is not valid:\n  - registry.keepImages',
    ],
    [
      'overlapping networks',
      { 'dev.ts': dev, 'staging.ts': { ...staging, network: dev.network } },
      'staging.ts is not valid:\n  - network.cidr: 10.10.0.0/16 overlaps 10.10.0.0/16 of dev.ts',
    ],
  ])('refuses %s', (_, files, message) => {
    const out = outdir();
    expect(() => createApp(files, targetOf({}, undefined), out)).toThrow(message);
    expect(() => readdirSync(out)).toThrow('ENOENT');
  });
});

describe('synthesize', () => {
  let said = '';

  beforeEach(() => {
    said = '';
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });

  afterEach(() => {
    process.exitCode = 0;
    delete process.env['CDKTF_OUTDIR'];
    jest.restoreAllMocks();
  });

  test('writes to where CDKTF says', () => {
    process.env['CDKTF_OUTDIR'] = outdir();
    synthesize({ 'dev.ts': dev });
    expect(readdirSync(join(process.env['CDKTF_OUTDIR'], 'stacks'))).toEqual(['dev']);
    expect(process.exitCode).not.toBe(1);
  });

  test('ends with the message of an invalid configuration, without a stack trace', () => {
    synthesize({ 'dev.ts': { ...dev, name: 'Dev' } });
    expect(said).toMatch(/^dev\.ts is not valid:\n {2}- name: got "Dev", must be [^\n]+\n$/);
    expect(process.exitCode).toBe(1);
  });

  test('reports the security rules, and which of them something was allowed to break', () => {
    const out = outdir();
    process.env['CDKTF_OUTDIR'] = out;
    synthesize({ 'dev.ts': dev });
    const report = JSON.parse(readFileSync(join(out, 'security.json'), 'utf8'));
    expect(report.accepted).toEqual([
      {
        rule: 'encrypted',
        resource: 'dev/Sessions/Cluster',
        accepted: expect.stringContaining('The memcached extension of PHP speaks no TLS'),
      },
    ]);
    expect(report.rules).toContainEqual({ id: 'no-open-ssh', message: expect.stringContaining('opens SSH') });
  });

  test('takes in stacks that are not on AWS, and refuses what is wrong with them in the same way', () => {
    const out = outdir();
    process.env['CDKTF_OUTDIR'] = out;
    synthesize({ 'dev.ts': dev }, (app, { stateHere }) =>
      stateHere.bind(new TerraformStack(app, 'elsewhere'), 'laravel'),
    );
    expect(readdirSync(join(out, 'stacks')).sort()).toEqual(['dev', 'elsewhere']);

    synthesize({ 'dev.ts': dev }, () => {
      throw new ConfigurationError('elsewhere.ts', ['name: got 7']);
    });
    expect(said).toBe('elsewhere.ts is not valid:\n  - name: got 7\n');
    expect(process.exitCode).toBe(1);
  });

  test('gives errors their stack traces back, whatever becomes of it', () => {
    const { captureStackTrace } = Error;
    process.env['CDKTF_OUTDIR'] = outdir();
    for (const name of ['dev', 'Dev']) {
      synthesize({ 'dev.ts': { ...dev, name } });
      expect(Error.captureStackTrace).toBe(captureStackTrace);
    }
  });

  test('does not hide an error that nobody expected', () => {
    const broken = Object.defineProperty({}, 'dev.ts', {
      enumerable: true,
      get: () => {
        throw new Error('broken');
      },
    }) as StackFiles;
    expect(() => synthesize(broken)).toThrow('broken');
  });
});
