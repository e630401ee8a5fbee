import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { HcpEndpoint } from '@laravel-ecs/testing';
import { createNodesV2, type NxCdktfOptions } from './plugin';

const [pattern, createNodes] = createNodesV2;

async function project(file: string, options: NxCdktfOptions = {}) {
  const [[, { projects = {} }]] = (await createNodes([file], options, {
    nxJsonConfiguration: {},
    workspaceRoot: '/',
  })) as [[string, { projects: Record<string, { name: string; targets: Record<string, Record<string, unknown>> }> }]];
  return projects;
}

describe('Every environment', () => {
  test('is a project with the targets of its life', async () => {
    const { 'environments/dev': dev } = await project('environments/dev/main.ts');
    expect(dev?.name).toBe('dev');
    expect(Object.keys(dev?.targets ?? {})).toEqual([
      'synth',
      'diff',
      'deploy',
      'destroy',
      'drift',
      'checkov',
      'infracost',
    ]);
  });

  test('is found by its program', () => {
    expect(pattern).toBe('environments/*/main.ts');
  });

  test('synthesises into a folder of its own, where the CDKTF CLI deletes nobody else’s', async () => {
    const projects = {
      ...(await project('environments/dev/main.ts')),
      ...(await project('environments/prod/main.ts')),
    };
    const folders = Object.values(projects).map(
      ({ targets }) => (targets['synth']?.['options'] as { env: { CDKTF_OUTDIR: string } }).env.CDKTF_OUTDIR,
    );
    expect(folders).toEqual(['dist/environments/dev', 'dist/environments/prod']);
  });

  test('synthesises elsewhere when it is told so', async () => {
    const { 'environments/dev': dev } = await project('environments/dev/main.ts', { outputDirectory: 'out' });
    expect(JSON.stringify(dev?.targets['synth'])).toContain('"CDKTF_OUTDIR":"out/dev"');
  });

  test('caches its synthesis and nothing that touches AWS', async () => {
    const { 'environments/dev': dev } = await project('environments/dev/main.ts');
    const cached = Object.entries(dev?.targets ?? {}).filter(([, { cache }]) => cache);
    expect(cached.map(([name]) => name)).toEqual(['synth']);
  });

  test.each(['diff', 'drift'])('exits with 2 when a %s finds a change', async (name) => {
    const { 'environments/dev': dev } = await project('environments/dev/main.ts');
    expect(runRecorded(String(dev?.targets[name]?.['command']), 'TERRAFORM')).toEqual({
      status: 2,
      said: expect.stringMatching(
        /^-chdir=dist\/environments\/dev\/stacks\/dev init .*\n-chdir=dist\/environments\/dev\/stacks\/dev plan /,
      ),
    });
  });

  test.each([
    ['diff', 'TERRAFORM_BINARY_NAME'],
    ['deploy', 'TERRAFORM'],
    ['checkov', 'DOCKER'],
    ['infracost', 'DOCKER'],
  ])('runs the program for %s that %s selects, of which a space is part', async (name, variable) => {
    const { 'environments/dev': dev } = await project('environments/dev/main.ts');
    const { said } = runRecorded(String(dev?.targets[name]?.['command']), variable, 'my programs');
    expect(said).toContain('dist/environments/dev/stacks/dev');
  });

  test('is destroyed only by somebody who says so', async () => {
    const { 'environments/dev': dev } = await project('environments/dev/main.ts');
    expect(dev?.targets['destroy']?.['command']).not.toContain('auto-approve');
  });
});

/** Runs a target's command with a program that prints how it is called, and finds changes as Terraform does. */
function runRecorded(command: string, variable: string, folder = 'programs'): { status: number; said: string } {
  const directory = mkdtempSync(join(tmpdir(), `${folder}-`));
  const program = join(directory, 'recorded');
  const script = '#!/bin/sh\necho "$*"\ncase "$*" in *-detailed-exitcode*) exit 2 ;; esac\n';
  writeFileSync(program, script, { mode: 0o755 });
  try {
    const said = execFileSync('sh', ['-c', command], { encoding: 'utf8', env: { [variable]: program } });
    return { status: 0, said };
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    return { status, said: stdout };
  }
}

describe('An environment whose Terraform runs in HCP Terraform', () => {
  let hcp: HcpEndpoint;
  const directory = mkdtempSync(join(tmpdir(), 'nx-cdktf-'));

  beforeAll(async () => {
    hcp = await HcpEndpoint.start();
    hcp.make('shop-dev', 'remote');
    const stack = join(directory, 'dist/environments/dev/stacks/dev');
    mkdirSync(stack, { recursive: true });
    const cloud = { hostname: hcp.hostname, organization: 'acme', workspaces: { name: 'shop-dev' } };
    const resource = { terraform_data: { Web: { input: 'one' } } };
    writeFileSync(join(stack, 'cdk.tf.json'), JSON.stringify({ terraform: { cloud }, resource }));
  });
  afterAll(() => hcp.stop());

  /** What a target's command does in a workspace that was synthesised. */
  async function run(target: string, words = '') {
    const { 'environments/dev': dev } = await project('environments/dev/main.ts');
    return new Promise<{ readonly code: number; readonly said: string }>((end) => {
      const env = { ...process.env, ...hcp.environment };
      const script = `${String(dev?.targets[target]?.['command'])} ${words}`;
      execFile('sh', ['-c', script], { cwd: directory, env }, (error, stdout, stderr) =>
        end({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
      );
    });
  }

  test('is shown by a speculative plan, deployed, and destroyed by its targets', async () => {
    expect(await run('diff')).toMatchObject({ code: 2, said: expect.stringContaining('1 to add') });
    expect(hcp.runs).toMatchObject([{ status: 'planned_and_finished', options: { planOnly: true } }]);
    expect(await run('deploy')).toMatchObject({ code: 0 });
    expect(hcp.workspaces.get('shop-dev')?.state).toContain('"one"');
    expect(await run('diff')).toMatchObject({ code: 0 });
    expect(await run('drift')).toMatchObject({ code: 0 });
    expect(await run('destroy', '-auto-approve')).toMatchObject({ code: 0 });
    expect(JSON.parse(hcp.workspaces.get('shop-dev')?.state ?? '')).toMatchObject({ resources: [] });
  }, 120_000);
});

describe('An example', () => {
  const example = async () =>
    (await project('environments/preview/main.ts', { examples: ['preview'] }))['environments/preview'];

  test('is synthesised, and not deployed', async () => {
    expect(Object.keys((await example())?.targets ?? {})).toEqual(['synth']);
  });

  test('is another where the variables name another', async () => {
    const { inputs, outputs } = (await example())?.targets['synth'] ?? {};
    expect(inputs).toEqual(expect.arrayContaining([{ env: 'PREVIEW_BRANCH' }, { env: 'PREVIEW_RULE' }]));
    expect(outputs).toContain('{workspaceRoot}/dist/environments/preview/stacks/*/cdk.tf.json');
  });
});

describe('nx affected -t synth', () => {
  const affectedBy = (file: string): string[] =>
    execFileSync('npx', ['nx', 'show', 'projects', '--affected', '-t', 'synth', `--files=${file}`], {
      cwd: resolve(__dirname, '../../..'),
      encoding: 'utf8',
      env: { ...process.env, NX_DAEMON: 'false' },
    })
      .split('\n')
      .filter(Boolean)
      .sort();

  test.each([
    ['libs/cache/src/memcached.ts', ['dev', 'local', 'preview', 'prod', 'shared', 'staging']],
    ['environments/dev/environment.ts', ['dev']],
    ['environments/preview/environment.ts', ['preview']],
    ['cdktf.json', ['dev', 'local', 'preview', 'prod', 'shared', 'staging']],
    ['environments/main.ts', ['dev', 'local', 'preview', 'prod', 'shared', 'staging']],
    // The image of the laptop's containers is built from it.
    ['php-app/Dockerfile', ['local']],
    ['CONTRIBUTING.md', []],
  ])(
    'after a change of %s names %p',
    (file, environments) => {
      expect(affectedBy(file)).toEqual(environments);
    },
    60_000,
  );
});
