import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { commandOf, PROGRAMS } from './programs';

/** Synthesises what `stacks.json` says, as CDKTF would. */
const APP = `
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const out = process.env.CDKTF_OUTDIR;
const said = JSON.parse(readFileSync('stacks.json', 'utf8'));
if (said.refused) { process.stderr.write(said.refused + '\\n'); process.exit(1); }
const stacks = {};
for (const [name, resource] of Object.entries(said)) {
  mkdirSync(out + '/stacks/' + name, { recursive: true });
  const states = process.env.AWS_EMULATOR_STATE_DIRECTORY || process.cwd();
  const { context } = JSON.parse(readFileSync(process.env.STATE_SETTING_FILE || 'cdktf.json', 'utf8'));
  const { hostname, organization, bucket, region } = context?.state ?? {};
  const key = 'shop/' + name + '.tfstate';
  const backend = bucket
    ? { s3: { bucket, key, region, encrypt: true, use_lockfile: true, use_path_style: true } }
    : { local: { path: states + '/' + name + '.tfstate' } };
  const kept = organization ? { cloud: { hostname, organization, workspaces: { name: 'shop-' + name } } } : { backend };
  const output = { greeting: { value: 'hello' }, token: { value: 'hidden', sensitive: true } };
  writeFileSync(out + '/stacks/' + name + '/cdk.tf.json', JSON.stringify({ terraform: kept, resource, output }));
  stacks[name] = { workingDirectory: 'stacks/' + name };
}
writeFileSync(out + '/manifest.json', JSON.stringify({ stacks }));
`;

/** Resources by type and name, as Terraform's JSON has them. `terraform_data` needs no provider. */
export type Resources = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** How a command ended. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Writes a script that stands in for a program, which the script can start with `exec "$REAL"`.
 *
 * @returns the environment variable that selects the script
 */
export function standIn(directory: string, name: keyof typeof PROGRAMS, script: string): NodeJS.ProcessEnv {
  const program = PROGRAMS[name];
  const file = join(mkdtempSync(join(directory, 'stand-in-')), program.command);
  writeFileSync(file, `#!/bin/sh\nREAL='${commandOf(program)}'\n${script}\n`, { mode: 0o755 });
  return { [program.variable]: file };
}

/** A workspace whose stacks real Terraform makes without any provider. */
export class FixtureWorkspace {
  readonly directory = mkdtempSync(join(tmpdir(), 'ship-'));

  #environment: NodeJS.ProcessEnv;

  constructor(
    stacks: Readonly<Record<string, Resources>>,
    { state, environment = {} }: { readonly state?: object; readonly environment?: NodeJS.ProcessEnv } = {},
  ) {
    this.#environment = environment;
    this.setState(state);
    writeFileSync(join(this.directory, 'app.js'), APP);
    this.say(stacks);
  }

  /** Changes where states are kept; by default, on this computer. */
  setState(state?: object): void {
    writeFileSync(join(this.directory, 'cdktf.json'), JSON.stringify({ app: 'node app.js', context: { state } }));
  }

  /** Changes what the stacks are. */
  say(stacks: Readonly<Record<string, Resources | string>>): void {
    writeFileSync(join(this.directory, 'stacks.json'), `${JSON.stringify(stacks, undefined, 2)}\n`);
  }

  /** Commits what it is as `main` of a repository. */
  commit(): void {
    const git = (...words: readonly string[]) => execFileSync('git', words, { cwd: this.directory });
    const author = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
    git('init', '--quiet', '--initial-branch=main');
    // As some have it, and no program should care.
    git('config', 'diff.noprefix', 'true');
    git('add', 'app.js', 'cdktf.json', 'stacks.json');
    git(...author, 'commit', '--quiet', '--allow-empty', '--message=Before');
  }

  /** Has a script stand in for a program, as {@link standIn} does. */
  standIn(name: keyof typeof PROGRAMS, script: string): void {
    this.setVariables(standIn(this.directory, name, script));
  }

  /** Sets environment variables of the command. */
  setVariables(variables: NodeJS.ProcessEnv): void {
    this.#environment = { ...this.#environment, ...variables };
  }

  /** Has the workspace's own Nx print this. */
  standInForNx(output: string): void {
    const nx = join(this.directory, 'node_modules/nx');
    mkdirSync(nx, { recursive: true });
    writeFileSync(join(nx, 'package.json'), JSON.stringify({ name: 'nx', bin: { nx: 'nx.js' } }));
    writeFileSync(join(nx, 'nx.js'), `console.log(${JSON.stringify(output)});\n`);
  }

  /** Starts the command. */
  start(...words: readonly string[]): { readonly child: ChildProcess; readonly ended: Promise<Ended> } {
    const environment: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1', ...this.#environment };
    delete environment['AWS_EMULATOR_STATE_DIRECTORY'];
    const bin = resolve(__dirname, '../bin/ship.js');
    const child = spawn(process.execPath, [bin, ...words], {
      cwd: this.directory,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (data) => (said.stdout += data));
    child.stderr.on('data', (data) => (said.stderr += data));
    const ended = new Promise<Ended>((end) => child.on('close', (code) => end({ code: code ?? -1, ...said })));
    return { child, ended };
  }

  /** Runs the command to its end. */
  ship(...words: readonly string[]): Promise<Ended> {
    return this.start(...words).ended;
  }

  /** Leaves an empty file behind. */
  write(file: string): void {
    writeFileSync(join(this.directory, file), '');
  }

  /** Waits until a file is there. */
  async appears(file: string): Promise<void> {
    const deadline = Date.now() + 60_000;
    while (!existsSync(join(this.directory, file))) {
      if (Date.now() > deadline) {
        throw new Error(`${file} did not appear`);
      }
      await wait(50);
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
