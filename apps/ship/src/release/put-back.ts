import type { Environment } from '../environment/environment';
import { Failure } from '../failure';
import { setScaling } from './first-release';
import { goBack } from './go-back';
import type { Release } from './history';
import { withdraw } from './revision';
import { type Move, reasonsOf, type Watching } from './rollout';

/** A service did not come back: what serves is not what served before. */
export class NotBack extends Failure {}

/**
 * Brings back what served before a release: the services, what is written down as released, and the newest revisions, with which
 * Terraform compares. Before the first release no task ran, and none runs afterwards.
 *
 * @throws NotBack where one of the services does not get there
 */
export async function putBack(environment: Environment, { before, image }: Release, watching: Watching): Promise<void> {
  const isFirst = before.image === undefined;
  const moves = environment.services.flatMap(({ role, ...service }): Move[] => {
    const from = before.revisions[role];
    return from ? [{ role, service, from, to: from }] : [];
  });
  const steps = await goBack(environment, moves, watching, isFirst ? 0 : undefined);
  const lost = steps.filter(({ state }) => state === 'failed');
  if (lost.length > 0) {
    throw new NotBack(
      `what served ${environment.name} before does not come back: ${reasonsOf(lost)}. ` +
        `npx ship status ${environment.name} shows what serves, npx ship rollback ${environment.name} tries again`,
    );
  }
  if (isFirst) {
    await setScaling(environment, false);
  }
  await environment.setImage(before.image);
  if (image !== before.image) {
    await withdraw(environment, Object.values(environment.tasks), image);
  }
}
