import { z } from 'zod';
import { HcpApi } from './hcp-api';

const relationships = z.object({ 'locked-by': z.object({ data: z.object({ id: z.string(), type: z.string() }) }) });

/** Where a state is kept in HCP Terraform. */
export interface Kept {
  readonly hostname: string;
  readonly organization: string;
  readonly workspace: string;
}

/**
 * Who has locked a workspace, which Terraform does not say: a user by name, or a run.
 *
 * @param only whose locks are asked for; by default, everybody's
 * @returns nothing where it is not locked, or that can't be seen
 */
export async function lockOwner(
  { hostname, organization, workspace }: Kept,
  only?: 'users',
): Promise<string | undefined> {
  try {
    const api = new HcpApi(hostname);
    const found = await api.get(`/organizations/${organization}/workspaces/${workspace}`);
    const { id, type } = relationships.parse(found?.relationships)['locked-by'].data;
    if (only && type !== only) {
      return undefined;
    }
    const user = type === 'users' ? await api.get(`/users/${id}`) : undefined;
    return user ? String(user.attributes['username']) : `${type} ${id}`;
  } catch {
    return undefined;
  }
}
