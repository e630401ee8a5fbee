import type { StateConfig } from '@laravel-ecs/config';
import { Failure } from '../failure';
import { HcpApi } from './hcp-api';

type Hcp = Extract<StateConfig, { kind: 'hcp' }>;

/** A workspace, and what became of it. */
export interface Made {
  readonly name: string;
  readonly what: 'made' | 'changed' | 'there already';
}

/**
 * Makes the workspaces that stacks keep their states in, or brings those that are there to what they have to be. Safe to run again.
 *
 * @throws Failure where the organization or the project is not there
 */
export async function makeWorkspaces(config: Hcp, names: readonly string[]): Promise<readonly Made[]> {
  const { organization, hostname, execution } = config;
  const api = new HcpApi(hostname);
  const root = `/organizations/${organization}`;
  if (!(await api.get(root))) {
    throw new Failure(
      `there is no organization '${organization}' at ${hostname} that you may see: make it there, or log in as a member`,
    );
  }
  const project = await projectOf(api, config);
  const made: Made[] = [];
  for (const name of names) {
    const found = await api.get(`${root}/workspaces/${name}`);
    const attributes = { name, 'execution-mode': execution };
    if (!found) {
      const relationships = project ? { project: { data: { type: 'projects', id: project } } } : {};
      await api.create(`${root}/workspaces`, 'workspaces', attributes, relationships);
      made.push({ name, what: 'made' });
    } else if (found.attributes['execution-mode'] !== execution) {
      await api.change(`/workspaces/${found.id}`, 'workspaces', attributes);
      made.push({ name, what: 'changed' });
    } else {
      made.push({ name, what: 'there already' });
    }
  }
  return made;
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
