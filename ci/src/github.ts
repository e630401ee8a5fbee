import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { parse } from 'yaml';
import { type Happening, type Job, VARIABLES, WORKSPACE } from './pipeline';

const FOLDER = join(WORKSPACE, '.github/workflows');

/** Environments that the guide has protected by reviewers. */
const REVIEWED = ['prod'];

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}

/** A job of a workflow, as far as it matters here. */
export interface WorkflowJob {
  readonly if?: string;
  readonly needs?: string;
  readonly environment?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly env?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly steps: readonly Step[];
}

interface Filter {
  readonly types?: readonly string[];
  readonly paths?: readonly string[];
  readonly branches?: readonly string[];
  readonly tags?: readonly string[];
}

export interface Workflow {
  readonly on: string | Readonly<Record<string, Filter | null>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, WorkflowJob>>;
}

/** The text of each workflow, by its file. */
export const workflowTexts: ReadonlyMap<string, string> = new Map(
  readdirSync(FOLDER).map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]),
);

export const workflows: ReadonlyMap<string, Workflow> = new Map(
  [...workflowTexts].map(([file, text]) => [file, parse(text) as Workflow]),
);

/** The steps that every job begins with. */
export const setUp = (
  parse(readFileSync(join(WORKSPACE, '.github/actions/set-up/action.yml'), 'utf8')) as {
    runs: { steps: readonly Step[] };
  }
).runs.steps;

/** All jobs by their names. */
export const jobs: ReadonlyMap<string, WorkflowJob> = new Map(
  [...workflows.values()].flatMap((workflow) => Object.entries(workflow.jobs)),
);

/** The jobs that GitHub runs, by the files and conditions of the workflows. */
export function githubJobs(happening: Happening): readonly Job[] {
  const context = contextOf(happening);
  return [...workflows]
    .filter(([file, { on }]) => starts(file, on, happening))
    .flatMap(([, workflow]) => Object.entries(workflow.jobs))
    .filter(([, job]) => job.if === undefined || runInNewContext(job.if, context) === true)
    .map(([name, { needs, environment = '' }]) => ({
      name,
      waits: REVIEWED.includes(environment),
      needs: needs ? [needs] : [],
    }));
}

function starts(file: string, on: Workflow['on'], { kind, changed = [] }: Happening): boolean {
  const events = typeof on === 'string' ? { [on]: null } : on;
  const filterOf = (event: string) => (event in events ? (events[event] ?? {}) : undefined);
  const touched = ({ paths }: Filter) => !paths || changed.some((each) => paths.some((path) => matches(path, each)));
  const request = filterOf('pull_request');
  const push = filterOf('push');
  switch (kind) {
    case 'request':
    case 'closed request': {
      const types = request?.types ?? ['opened', 'synchronize', 'reopened'];
      return request !== undefined && types.includes(kind === 'request' ? 'synchronize' : 'closed') && touched(request);
    }
    case 'push':
      return push?.branches?.includes('main') === true && touched(push);
    case 'tag':
      return push !== undefined && (push.tags !== undefined || push.branches === undefined);
    case 'nightly':
    case 'weekly':
      return filterOf('schedule') !== undefined && file === `${kind}.yml`;
  }
}

/** A pattern for all of a folder, or a path. */
function matches(pattern: string, file: string): boolean {
  return pattern.endsWith('/**') ? file.startsWith(pattern.slice(0, -2)) : pattern === file;
}

function contextOf({ kind, fork = false, variables = VARIABLES }: Happening) {
  return {
    // What is not set is empty.
    vars: new Proxy<Record<string, string>>(variables, { get: (all, name) => all[String(name)] ?? '' }),
    github: {
      actor: 'ann',
      repository: 'acme/shop',
      event: {
        action: kind === 'closed request' ? 'closed' : 'synchronize',
        pull_request: { head: { repo: { full_name: fork ? 'eve/shop' : 'acme/shop' } } },
      },
    },
  };
}
