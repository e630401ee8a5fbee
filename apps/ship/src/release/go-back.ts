import type { Service } from '@aws-sdk/client-ecs';
import type { Environment } from '../environment/environment';
import { begin, look, type Move, ours, primaryOf, type Step, stepOf, type Watching } from './rollout';
import { isRollingBack, stop } from './service-deployments';

/**
 * Brings services back to the revisions that they came from, and watches until each has arrived or can't. ECS rolls back what is under
 * way; what has arrived elsewhere moves once more.
 *
 * @param desired how many tasks every service is to desire there, where that changes
 * @returns how each has ended
 */
export function goBack(
  environment: Environment,
  moves: readonly Move[],
  watching: Watching,
  desired?: number,
): Promise<readonly Step[]> {
  const ways = moves.map((move) => new WayBack(environment, move, desired));
  return look(environment, watching, async (services) => {
    const steps = await Promise.all(ways.map((way) => way.goOn(services.get(way.role))));
    return { steps, isOver: steps.every(({ state }) => state !== 'moving') };
  });
}

/** The way of one service back. */
class WayBack {
  readonly #environment: Environment;
  readonly #desired: number | undefined;
  #move: Move;
  #isStopped = false;

  constructor(environment: Environment, { role, service, from }: Move, desired: number | undefined) {
    this.#environment = environment;
    this.#desired = desired;
    this.#move = { role, service, from, to: from };
  }

  get role(): string {
    return this.#move.role;
  }

  /** Does what is to be done next, and says how far it is. */
  async goOn(service: Service | undefined): Promise<Step> {
    const primary = primaryOf(service);
    const isThere = primary?.taskDefinition === this.#move.to;
    const hasFailed = primary?.rolloutState === 'FAILED';
    if (!this.#move.deployment && isThere && !hasFailed && this.#hasItsTasks(service)) {
      this.#move = { ...this.#move, deployment: ours(primary) };
    }
    if (!this.#move.deployment && !(await this.#isBroughtBack(primary?.rolloutState === 'IN_PROGRESS'))) {
      // ECS starts no task of a deployment that has failed: where the old revision did, it takes another one.
      const isForced = isThere && hasFailed;
      this.#move = await begin(this.#environment, this.#move, { desired: this.#desired, isForced });
      return { ...stepOf(this.#move, undefined), state: 'moving' };
    }
    return stepOf(this.#move, service);
  }

  #hasItsTasks(service: Service | undefined): boolean {
    return this.#desired === undefined || service?.desiredCount === this.#desired;
  }

  /** Whether ECS brings it back. Before the first release there is nothing that it could bring back. */
  async #isBroughtBack(isUnderWay: boolean): Promise<boolean> {
    const { service } = this.#move.service;
    if (this.#desired !== undefined) {
      return false;
    }
    if (await isRollingBack(this.#environment, service)) {
      return true;
    }
    this.#isStopped = isUnderWay && !this.#isStopped && (await stop(this.#environment, service));
    return this.#isStopped;
  }
}
