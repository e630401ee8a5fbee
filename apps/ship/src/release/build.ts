import { join } from 'node:path';
import type { Environment } from '../environment/environment';
import { Engine } from '../image/engine';
import { currentCommit, isChanged } from '../image/commit';
import { say } from '../say';
import { findWorkspace } from '../workspace';
import { findImage } from './image';

export interface Built {
  /** `REPOSITORY:TAG` */
  readonly reference: string;
  readonly commit: string;
}

/**
 * Builds the image of this workspace and pushes it to the environment's repository, unless it is there already. Its tag is the commit;
 * what is not committed makes it another, as does a rebuild, since tags are never moved.
 *
 * @param rebuild whether to build again what is there, every layer: the packages of its base have got fixes since
 * @throws Failure when git or the container engine is missing or fails
 */
export async function buildAndPush(
  environment: Environment,
  signal: AbortSignal,
  { rebuild = false }: { readonly rebuild?: boolean } = {},
): Promise<Built> {
  const { aws, deployment } = environment;
  const { repository } = deployment;
  const { root } = findWorkspace();
  const commit = await currentCommit(root, signal);
  const isAnother = rebuild || (await isChanged(root, signal));
  const release = isAnother ? `${commit}-${Math.round(Date.now() / 1000).toString(36)}` : commit;

  const reference = `${repository}:${release}`;
  if (await findImage(environment, reference)) {
    say(`${reference} is there already`);
    return { reference, commit };
  }

  const ecr = await aws.ecr();
  const { authorizationData = [] } = await ecr.getAuthorizationToken({});
  const [user = '', password = ''] = Buffer.from(authorizationData[0]?.authorizationToken ?? '', 'base64')
    .toString()
    .split(':');
  const engine = new Engine(join(root, 'php-app'), signal);
  say(`Building ${reference}`);
  await engine.login(repository.split('/')[0] ?? '', user, password);
  await engine.build({ image: repository, release, push: true, rebuild });
  return { reference, commit };
}
