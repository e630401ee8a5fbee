import { SHARED, type StateConfig } from '@laravel-ecs/config';
import { Failure } from '../failure';
import { isTooOld, PINNED_VERSION } from '../terraform/binary';
import type { Stack } from '../terraform/stack';
import { HcpApi, type Resource } from './hcp-api';
import { makeVariables } from './variables';

export type Hcp = Extract<StateConfig, { kind: 'hcp' }>;

/** What a workspace has to be. */
export interface Wanted {
  /** `laravel-dev` */
  readonly name: string;

  /** Name of the stack that keeps its state there: `dev`. */
  readonly stack: string;

  /** Where Terraform runs. */
  readonly execution: Hcp['execution'];
}

/** Variables of workspaces, by their names. */
export type Variables = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A workspace, and what became of it. */
export interface Made {
  readonly name: string;
  readonly what: 'made' | 'changed' | 'there already';
}

/**
 * What the workspaces of stacks have to be. A person deploys what all environments share, from a computer of their own: runs in
 * HCP Terraform may not change what they are allowed to do.
 */
export function workspacesOf({ execution }: Hcp, stacks: Iterable<Stack>): readonly Wanted[] {
  return [...stacks].flatMap(({ name, kept }) =>
    kept ? [{ name: kept.workspace, stack: name, execution: name === SHARED ? 'local' : execution }] : [],
  );
}

/**
 * Makes the workspaces that stacks keep their states in, or brings those that are there to what they have to be. What else they have is
 * left alone. Safe to run again.
 *
 * @param variables of the environment that Terraform runs in there, by the names of the workspaces
 * @throws Failure where the organization or the project is not there
 */
export async function makeWorkspaces(
  config: Hcp,
  wanted: readonly Wanted[],
  variables: Variables = {},
): Promise<readonly Made[]> {
  const { organization, hostname } = config;
  const api = new HcpApi(hostname);
  const root = `/organizations/${organization}`;
  if (!(await api.get(root))) {
    throw new Failure(
      `there is no organization '${organization}' at ${hostname} that you may see: make it there, or log in as a member`,
    );
  }
  const project = await projectOf(api, config);
  const made: Made[] = [];
  for (const { name, execution } of wanted) {
    const found = await api.get(`${root}/workspaces/${name}`);
    const relationships = project ? { project: { data: { type: 'projects', id: project } } } : {};
    const { id } =
      found ?? (await api.create(`${root}/workspaces`, 'workspaces', { name, ...settings(execution) }, relationships));
    const isChanged = [found && (await change(api, found, execution)), await makeVariables(api, id, variables[name])];
    const what = isChanged.includes(true) ? 'changed' : 'there already';
    made.push({ name, what: found ? what : 'made' });
  }
  return made;
}

/**
 * Looks whether the workspaces of stacks are there, and run Terraform where they are meant to. Terraform makes one that is missing without
 * a word: it would run where the organization has it run by default, and without credentials.
 *
 * @throws Failure for one that is missing, runs Terraform elsewhere, or one that is too old
 */
export async function requireWorkspaces(config: StateConfig, stacks: Iterable<Stack>): Promise<void> {
  if (config.kind !== 'hcp') {
    return;
  }
  const { hostname, organization } = config;
  const wanted = workspacesOf(config, stacks);
  for (const { name, execution } of wanted) {
    const found = await new HcpApi(hostname).get(`/organizations/${organization}/workspaces/${name}`);
    if (!found) {
      throw new Failure(
        `there is no workspace ${organization}/${name} at ${hostname} that you may see: ship state bootstrap makes it`,
      );
    }
    const { 'execution-mode': there, 'terraform-version': version } = found.attributes;
    if (there !== execution) {
      throw new Failure(
        `${organization}/${name} has Terraform run by '${there}', and cdktf.json, context.state, means '${execution}': ship state bootstrap changes it`,
      );
    }
    if (execution === 'remote' && isTooOld(String(version))) {
      throw new Failure(
        `${organization}/${name} runs Terraform ${version}, which has no write-only arguments: ship state bootstrap changes it`,
      );
    }
  }
}

/** What a workspace is, of that which matters here. Programs read the log of a run only where it is structured. */
function settings(execution: Hcp['execution']) {
  return execution === 'local'
    ? { 'execution-mode': execution }
    : { 'execution-mode': execution, 'structured-run-output-enabled': true, 'terraform-version': PINNED_VERSION };
}

/** Changes what is not as it has to be, and says whether there was anything. A newer Terraform stays: states can't go back. */
async function change(api: HcpApi, { id, attributes }: Resource, execution: Hcp['execution']): Promise<boolean> {
  const different = Object.entries(settings(execution)).filter(([name, value]) =>
    name === 'terraform-version' ? isTooOld(String(attributes[name])) : attributes[name] !== value,
  );
  if (different.length > 0) {
    await api.change(`/workspaces/${id}`, 'workspaces', Object.fromEntries(different));
  }
  return different.length > 0;
}

async function projectOf(api: HcpApi, { organization, project }: Hcp): Promise<string | undefined> {
  if (!project) {
    return undefined;
  }
  const path = `/organizations/${organization}/projects`;
  const all = await api.list(`${path}?filter%5Bnames%5D=${encodeURIComponent(project)}`);
  const found = all.find(({ attributes }) => attributes['name'] === project);
  return (found ?? (await api.create(path, 'projects', { name: project }))).id;
}
