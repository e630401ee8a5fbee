import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { type Happening, type Job, VARIABLES, WORKSPACE } from './pipeline';

/** `gitlab-ci-local` is written for Node.js 22, which has this. */
const NODE_22 = `data:text/javascript,${encodeURIComponent(
  'Set.prototype.union ??= function (other) { return new Set([...this, ...other.keys()]); };',
)}`;

const PROGRAM = join(WORKSPACE, 'node_modules/gitlab-ci-local/dist/index.js');

/** A job as it is when all that it extends is put in. */
export interface GitlabJob {
  readonly script: readonly string[];
  readonly before_script?: readonly string[];
  readonly interruptible?: boolean;
  readonly resource_group?: string;
  readonly timeout?: string;
  readonly services?: readonly (string | { readonly name: string })[];
  readonly id_tokens?: Readonly<Record<string, { readonly aud: string }>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly rules?: readonly { readonly if?: string }[];
  readonly environment?: string | { readonly name: string; readonly action?: string };
}

/** A repository with this pipeline, on a branch that has changed something since `origin/main`. */
export class GitlabProject {
  readonly #directory = mkdtempSync(join(tmpdir(), 'gitlab-'));

  constructor(changed: readonly string[] = []) {
    for (const part of ['.gitlab-ci.yml', 'ci/gitlab', 'package-lock.json']) {
      cpSync(join(WORKSPACE, part), join(this.#directory, part), { recursive: true });
    }
    this.#git('init', '--quiet', '--initial-branch=main');
    this.#git('remote', 'add', 'origin', 'git@gitlab.example.com:acme/shop.git');
    this.#commit();
    this.#git('update-ref', 'refs/remotes/origin/main', 'HEAD');
    this.#git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
    for (const file of changed) {
      mkdirSync(dirname(join(this.#directory, file)), { recursive: true });
      appendFileSync(join(this.#directory, file), '# changed\n');
    }
    this.#commit();
  }

  /** The jobs that GitLab runs, as `gitlab-ci-local` works them out. */
  jobs({ kind, fork = false, variables = VARIABLES }: Happening): readonly Job[] {
    const said = this.#run('--list-csv', {
      ...variables,
      CI_PROJECT_ID: '1',
      CI_PIPELINE_SOURCE: SOURCES[kind],
      ...(kind.endsWith('request') && { CI_MERGE_REQUEST_SOURCE_PROJECT_ID: fork ? '2' : '1' }),
      ...((kind === 'nightly' || kind === 'weekly') && { SCHEDULE: kind }),
      ...(kind === 'tag' && { CI_COMMIT_TAG: 'v1.2.3' }),
    });
    const [, ...rows] = said.slice(said.indexOf('name;stage;')).trim().split('\n');
    return rows
      .map((row) => row.split(';'))
      .map(([name = '', , when, , , needs = '']) => ({
        name,
        waits: when === 'manual',
        needs: needs
          .replace(/[[\]"]/g, '')
          .split(',')
          .filter(Boolean),
      }))
      .flatMap((job) => {
        // GitLab starts these by itself when the request is closed, and nothing else then.
        const stops = actionOf(gitlabJobs().get(job.name)) === 'stop';
        return stops === (kind === 'closed request') ? [{ ...job, waits: job.waits && !stops }] : [];
      });
  }

  /** The whole pipeline, as it is when all that jobs extend is put in. */
  expand(): Readonly<Record<string, unknown>> {
    return parse(this.#run('--preview', {})) as Readonly<Record<string, unknown>>;
  }

  remove(): void {
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #run(what: string, variables: Readonly<Record<string, string>>): string {
    const words = Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]);
    if (variables['CI_MERGE_REQUEST_SOURCE_PROJECT_ID'] || variables['CI_COMMIT_TAG']) {
      // It is for pipelines of branches alone.
      words.push('--unset-variable', 'CI_COMMIT_BRANCH');
    }
    return execFileSync(process.execPath, ['--import', NODE_22, PROGRAM, what, ...words], {
      cwd: this.#directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: this.#directory,
        GCL_IGNORE_PREDEFINED_VARS: Object.keys(variables).join(),
      },
    });
  }

  #commit(): void {
    this.#git('add', '--all');
    const author = ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com'];
    this.#git(...author, 'commit', '--quiet', '--allow-empty', '--message=Changed');
  }

  #git(...words: readonly string[]): void {
    execFileSync('git', words, { cwd: this.#directory });
  }
}

let expanded: ReadonlyMap<string, GitlabJob> | undefined;

/** All jobs by their names. */
export function gitlabJobs(): ReadonlyMap<string, GitlabJob> {
  if (!expanded) {
    const project = new GitlabProject();
    expanded = new Map(
      Object.entries(project.expand()).flatMap(([name, job]) =>
        typeof job === 'object' && job !== null && 'script' in job && !name.startsWith('.')
          ? [[name, job as unknown as GitlabJob]]
          : [],
      ),
    );
    project.remove();
  }
  return expanded;
}

/** Name of the environment that a job deploys to. */
export function environmentOf({ environment }: Partial<GitlabJob> = {}): string | undefined {
  return typeof environment === 'object' ? environment.name : environment;
}

function actionOf({ environment }: Partial<GitlabJob> = {}): string | undefined {
  return typeof environment === 'object' ? environment.action : undefined;
}

const SOURCES: Readonly<Record<Happening['kind'], string>> = {
  request: 'merge_request_event',
  'closed request': 'merge_request_event',
  push: 'push',
  nightly: 'schedule',
  weekly: 'schedule',
  tag: 'push',
};
