import type { ServiceRecord } from './world';

/**
 * After how many failed tasks in a row a deployment has failed: half of those that are desired, at least 3, at most 200. That is what
 * AWS does where a service has no `thresholdConfiguration`, which nothing here knows.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export function failureThreshold(desiredCount: number): number {
  return Math.min(Math.max(Math.ceil(desiredCount * 0.5), 3), 200);
}

/** What the circuit breaker says of the service's newest deployment. */
export function circuitBreaker(service: ServiceRecord): 'off' | 'closed' | 'open' {
  const [primary] = service.deployments;
  if (!service.deploymentConfiguration.deploymentCircuitBreaker?.enable || primary?.rolloutState !== 'IN_PROGRESS') {
    return 'off';
  }
  return primary.failedTasks >= failureThreshold(service.desiredCount) ? 'open' : 'closed';
}

/** For how long a service waits before it starts a task in the place of those that failed, in milliseconds. */
export function backoff(failedTasks: number): number {
  const tolerated = 3;
  return failedTasks < tolerated ? 0 : Math.min(1000 * 2 ** (failedTasks - tolerated), 60_000);
}
