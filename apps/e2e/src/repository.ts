import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { PROJECT, type Said, Workspace } from './workspace';

/** Has what is built in the emulator's registry, where there is no Docker: an image by its manifest alone. */
const DOCKER = `#!/bin/sh
if [ "$*" = "buildx version" ]; then echo github.com/docker/buildx; fi
if [ "$1 $2" = "buildx bake" ]; then npx ship emulator image "$RELEASE"; fi
`;

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

/** A team's repository: a workspace that is a clone, the remote that it is pushed to, and the pipelines that run for it. */
export class Repository extends Workspace {
  readonly #remote = mkdtempSync(join(tmpdir(), 'remote-'));
  readonly #programs = mkdtempSync(join(tmpdir(), 'programs-'));

  /** What was run in it, by pipelines and by people. */
  readonly lines: string[] = [];

  constructor() {
    super((directory) => {
      execFileSync('git', ['clone', '--quiet', PROJECT, directory]);
      symlinkSync(join(PROJECT, 'node_modules'), join(directory, 'node_modules'));
    });
    writeFileSync(join(this.#programs, 'docker'), DOCKER, { mode: 0o755 });
    execFileSync('git', ['init', '--quiet', '--bare', this.#remote]);
    this.git('checkout', '--quiet', '-B', 'main');
    this.git('remote', 'set-url', 'origin', this.#remote);
    this.push('main');
  }

  /** The commit that is checked out. */
  get commit(): string {
    return this.git('rev-parse', 'HEAD').trim();
  }

  git(...words: readonly string[]): string {
    return execFileSync('git', words, { cwd: this.directory, encoding: 'utf8' });
  }

  /** Writes a file, or changes what it says, and commits all that has changed. */
  change(message: string, file: string, change: (text: string) => string = () => `${message}\n`): void {
    const path = join(this.directory, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, change(this.#read(path)));
    this.git('add', '--all');
    this.git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '--quiet', `--message=${message}`);
  }

  push(branch: string): void {
    this.git('push', '--quiet', 'origin', branch);
  }

  override shell(script: string, env: NodeJS.ProcessEnv = {}): Promise<Said> {
    this.lines.push(script);
    return super.shell(script, {
      DOCKER: join(this.#programs, 'docker'),
      NX_DAEMON: 'false',
      NX_ISOLATE_PLUGINS: 'false',
      ...env,
    });
  }

  /**
   * Runs the lines of a job as a pipeline does, one after the other.
   *
   * @throws Error with all that it said, when the exit code of one is not zero
   */
  async run(workflow: string, job: string, variables: NodeJS.ProcessEnv = {}): Promise<string> {
    let said = '';
    for (const line of this.#linesOf(workflow, job)) {
      const { stdout, stderr } = await this.shell(line, variables);
      said += stdout + stderr;
    }
    return said;
  }

  override async remove(): Promise<void> {
    await super.remove();
    rmSync(this.#remote, { recursive: true, force: true });
    rmSync(this.#programs, { recursive: true, force: true });
  }

  /** What a job calls, in the workflows of GitHub: GitLab's jobs call the same. */
  #linesOf(workflow: string, job: string): readonly string[] {
    const text = readFileSync(join(this.directory, '.github/workflows', `${workflow}.yml`), 'utf8');
    const lines = (parse(text) as Workflow).jobs[job]?.steps.flatMap(({ run }) => run ?? []) ?? [];
    if (lines.length === 0) {
      throw new Error(`${workflow}.yml has no job '${job}' that runs anything: mend the test`);
    }
    return lines;
  }

  #read(path: string): string {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return '';
    }
  }
}
