import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WORKSPACE } from './pipeline';

/** How a line of a job ended. */
export interface Ended {
  readonly code: number;
  readonly said: string;
}

/** Writes down how it is called and where, and answers as Terraform does; what there is to plan, a test says. */
const TERRAFORM = (records: string) => `#!/bin/sh
stack=$(basename "$PWD")
case $1 in version) echo '{"terraform_version":"1.11.4"}' ;; esac
[ "$1" = version ] || echo "$stack $1" >> '${records}/calls'
case $1 in
  plan) if [ -e '${records}/'$stack.log ]; then cat '${records}/'$stack.log; exit 1; fi ;;
  show) cat '${records}/'$stack.json ;;
esac
`;

/** Writes down how it is called, and has buildx. */
const DOCKER = (records: string) => `#!/bin/sh
[ "$*" != "buildx version" ] || { echo github.com/docker/buildx; exit; }
echo "$*" >> '${records}/docker-calls'
`;

/** A clone of this workspace, in which the lines of jobs are run, with a Terraform and a Docker that only write down what they are told. */
export class Clone {
  readonly directory = mkdtempSync(join(tmpdir(), 'clone-'));

  readonly #records = mkdtempSync(join(tmpdir(), 'records-'));

  constructor() {
    execFileSync('git', ['clone', '--quiet', WORKSPACE, this.directory]);
    symlinkSync(join(WORKSPACE, 'node_modules'), join(this.directory, 'node_modules'));
    writeFileSync(join(this.#records, 'terraform'), TERRAFORM(this.#records), { mode: 0o755 });
    writeFileSync(join(this.#records, 'docker'), DOCKER(this.#records), { mode: 0o755 });
  }

  /** Changes a text of a file, or adds to its end where none is named, and commits that. */
  change(file: string, from: string | undefined, to: string): void {
    const path = join(this.directory, file);
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (from !== undefined && !text.includes(from)) {
      throw new Error(`${file} does not say ${from}`);
    }
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, from === undefined ? `${text}${to}` : text.replace(from, to));
    this.#git('add', '--all');
    this.#git('-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', 'commit', '--quiet', '--message=Changed');
  }

  /** Has Terraform's plan of a stack be this: its log, and what `terraform show -json` says. */
  plan(stack: string, log: readonly object[], json: object): void {
    writeFileSync(join(this.#records, `${stack}.log`), log.map((line) => `${JSON.stringify(line)}\n`).join(''));
    writeFileSync(join(this.#records, `${stack}.json`), JSON.stringify(json));
  }

  /** What Terraform was told, in which stacks: `dev plan`. */
  get terraformCalls(): readonly string[] {
    return this.#recorded('calls');
  }

  /** What Docker was told. */
  get dockerCalls(): readonly string[] {
    return this.#recorded('docker-calls');
  }

  /** Runs a line of a job, of a request that changes what was changed in the last commits. */
  run(line: string, environment: NodeJS.ProcessEnv = {}, commits = 1): Promise<Ended> {
    const child = spawn('sh', ['-c', line], {
      cwd: this.directory,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        // Nx tells its tasks which workspace they are of, and this is another.
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NX_'))),
        TERRAFORM: join(this.#records, 'terraform'),
        DOCKER: join(this.#records, 'docker'),
        NO_COLOR: '1',
        NX_DAEMON: 'false',
        NX_ISOLATE_PLUGINS: 'false',
        NX_BASE: `HEAD~${commits}`,
        PLAN_ROLE: 'arn:aws:iam::123456789012:role/laravel-ci-plan-ENV',
        AWS_ID_TOKEN: 'token',
        ...environment,
      },
    });
    let said = '';
    child.stdout.on('data', (data) => (said += data));
    child.stderr.on('data', (data) => (said += data));
    return new Promise((end) => child.on('close', (code) => end({ code: code ?? -1, said })));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
    rmSync(this.#records, { recursive: true, force: true });
  }

  #recorded(name: string): readonly string[] {
    const file = join(this.#records, name);
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
  }

  #git(...words: readonly string[]): void {
    execFileSync('git', words, { cwd: this.directory });
  }
}
