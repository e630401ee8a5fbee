import { setTimeout as wait } from 'node:timers/promises';
import type { Deployment as ServiceDeployment, Service } from '@aws-sdk/client-ecs';
import type { DeployedService } from '@laravel-ecs/config';
import type { Environment } from '../environment/environment';
import { commandThatMakes } from '../environment/made-by';
import { Failure } from '../failure';
import { pollInterval } from './poll-interval';

/** How long ECS may take to roll something out, in milliseconds, before it counts as failed. */
const PATIENCE = 20 * 60_000;

/** A service that moves from one revision to another. */
export interface Move {
  readonly role: string;
  readonly service: DeployedService;

  /** ARNs of the revisions. */
  readonly from: string;
  readonly to: string;

  /** The deployment that moves it, once it has begun. */
  readonly deployment?: { readonly id: string; readonly begunAt: Date } | undefined;
}

/** How far a service has come. */
export interface Step {
  readonly role: string;
  readonly running: number;
  readonly desired: number;
  readonly failed: number;
  readonly state: 'moving' | 'steady' | 'failed';

  /** Why it failed, in the words of ECS. */
  readonly reason?: string | undefined;

  /** Id of the deployment that moves it, by which its tasks are found. */
  readonly deploymentId?: string | undefined;
}

/** The services of an environment as ECS describes them, by role. */
export async function describeServices({
  aws,
  deployment,
  services,
}: Environment): Promise<ReadonlyMap<string, Service>> {
  const ecs = await aws.ecs();
  const { services: found = [] } = await ecs.describeServices({
    cluster: deployment.cluster,
    services: services.map(({ service }) => service),
  });
  const byName = new Map(found.map((service) => [service.serviceName, service]));
  return new Map(
    services.map(({ role, service }) => {
      const described = byName.get(service);
      if (!described || described.status !== 'ACTIVE') {
        throw new Failure(
          `the service '${service}' of ${deployment.environment} is gone: ${commandThatMakes(deployment.environment)} makes it again`,
        );
      }
      return [role, described] as const;
    }),
  );
}

/** How a service begins to move. */
export interface Beginning {
  /**
   * How many tasks it is to desire.
   *
   * @default as many as it does
   */
  readonly desired?: number | undefined;

  /** Whether it moves even to the revision that it is on. */
  readonly isForced?: boolean;
}

/**
 * Lets a service begin to move.
 *
 * @returns the same, with its deployment
 */
export async function begin(
  { aws, deployment }: Environment,
  move: Move,
  { desired, isForced = false }: Beginning = {},
): Promise<Move> {
  const ecs = await aws.ecs();
  const { service } = await ecs.updateService({
    cluster: deployment.cluster,
    service: move.service.service,
    taskDefinition: move.to,
    ...(desired !== undefined && { desiredCount: desired }),
    ...(isForced && { forceNewDeployment: true }),
  });
  return { ...move, deployment: ours(primaryOf(service)) };
}

/** The deployment that a service is on, or on its way to. */
export function primaryOf(service: Service | undefined): ServiceDeployment | undefined {
  return service?.deployments?.find(({ status }) => status === 'PRIMARY');
}

/** What a deployment is known by later. */
export function ours(deployment: ServiceDeployment | undefined): Move['deployment'] {
  return deployment?.id ? { id: deployment.id, begunAt: deployment.createdAt ?? new Date(0) } : undefined;
}

/** What watching needs to know. */
export interface Watching {
  readonly signal: AbortSignal;

  /** Is handed how far the services are, after every look. */
  readonly onStep: (steps: readonly Step[]) => void;
}

/**
 * Watches services until each is steady, or one has failed.
 *
 * @returns how each has ended
 */
export function watch(environment: Environment, moves: readonly Move[], watching: Watching): Promise<readonly Step[]> {
  return look(environment, watching, async (services) => {
    const steps = moves.map((move) => stepOf(move, services.get(move.role)));
    const isOver = steps.every(({ state }) => state !== 'moving') || steps.some(({ state }) => state === 'failed');
    return { steps, isOver };
  });
}

/**
 * Looks at services again and again until it is over, or takes too long: what still moves then counts as failed.
 *
 * @param see what they show, and whether that is the end
 */
export async function look(
  environment: Environment,
  { signal, onStep }: Watching,
  see: (
    services: ReadonlyMap<string, Service>,
  ) => Promise<{ readonly steps: readonly Step[]; readonly isOver: boolean }>,
): Promise<readonly Step[]> {
  const begun = Date.now();
  const interval = pollInterval();
  for (;;) {
    // One call for all of them.
    const services = await describeServices(environment);
    const { steps, isOver } = await see(services);
    const isLate = (role: string) => Date.now() - begun > patienceWith(services.get(role));
    const seen = steps.map((step): Step =>
      step.state === 'moving' && isLate(step.role) ? { ...step, state: 'failed', reason: 'it took too long' } : step,
    );
    onStep(seen);
    if (isOver || seen.some((step, index) => step !== steps[index])) {
      return seen;
    }
    await wait(interval, undefined, { signal });
  }
}

/** How long ECS may take with a service, in milliseconds: what its strategy waits on purpose comes on top. */
function patienceWith({ deploymentConfiguration = {} }: Service = {}): number {
  const { bakeTimeInMinutes = 0, canaryConfiguration, linearConfiguration } = deploymentConfiguration;
  const { stepPercent = 100, stepBakeTimeInMinutes = 0 } = linearConfiguration ?? {};
  const minutes =
    bakeTimeInMinutes +
    (canaryConfiguration?.canaryBakeTimeInMinutes ?? 0) +
    Math.ceil(100 / stepPercent) * stepBakeTimeInMinutes;
  return PATIENCE + minutes * 60_000;
}

/** How far a service has come on its way to a revision. */
export function stepOf({ role, deployment }: Move, service: Service | undefined): Step {
  const primary = primaryOf(service);
  const found = service?.deployments?.find(({ id }) => id === deployment?.id);
  const step = {
    role,
    running: found?.runningCount ?? 0,
    desired: found?.desiredCount ?? service?.desiredCount ?? 0,
    failed: found?.failedTasks ?? 0,
    deploymentId: deployment?.id,
  };
  if (found?.rolloutState === 'FAILED') {
    return { ...step, state: 'failed', reason: found.rolloutStateReason };
  }
  if (found && found === primary) {
    return { ...step, state: found.rolloutState === 'COMPLETED' ? 'steady' : 'moving' };
  }
  // What ECS answers may be older than the deployment.
  const hasGone = found ?? (primary?.createdAt && deployment && primary.createdAt > deployment.begunAt);
  return hasGone
    ? { ...step, state: 'failed', reason: primary?.rolloutStateReason ?? 'ECS rolled it back' }
    : { ...step, state: 'moving' };
}

/** Why services failed, in a line. */
export function reasonsOf(failed: readonly Step[]): string {
  return failed
    .map(({ role, reason = 'it did not get healthy' }) => `${role}: ${reason.replace(/\.$/, '')}`)
    .join('; ');
}
