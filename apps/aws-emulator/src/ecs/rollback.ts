import { type Change, NEW_DEPLOYMENT } from './change';
import { event, EVENTS } from './events';
import type { ServiceRecord } from './world';
import type { View } from './view';

/**
 * What becomes of a deployment whose circuit breaker opened: it has failed, and the one that was completed last is deployed again if
 * there is one and the service wants that.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
 */
export function tripped(service: ServiceRecord, view: View): readonly Change[] {
  const reason = 'ECS deployment circuit breaker: tasks failed to start.';
  const { rollback = false } = service.deploymentConfiguration.deploymentCircuitBreaker ?? {};
  return [
    ...fail(service, reason, 'tasks failed to start.', { deploymentCircuitBreaker: { status: 'TRIGGERED' } }),
    ...(rollback
      ? rollBack(service, view, reason, 'ECS deployment circuit breaker: ')
      : [ended(service, view, 'STOPPED', reason)]),
  ];
}

/**
 * What becomes of a deployment that a client asked to stop, which is to take it back; undefined if none did.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stop-service-deployment.html
 */
export function stopRequested(service: ServiceRecord, view: View): readonly Change[] | undefined {
  if (service.deployments[0]?.serviceDeploymentStatus !== 'ROLLBACK_REQUESTED') {
    return undefined;
  }
  const reason = 'The service deployment was stopped by a user.';
  return [
    ...fail(service, reason, 'stopped by a user.', {}),
    ...rollBack(service, view, reason, 'ECS deployment stopped: '),
  ];
}

function fail(service: ServiceRecord, reason: string, why: string, more: object): readonly Change[] {
  const deployment = service.deployments[0]?.id ?? '';
  const at = { service: service.arn, deployment };
  return [
    { change: 'deployment', ...at, set: { rolloutState: 'FAILED', rolloutStateReason: reason } },
    { change: 'service-deployment', ...at, set: { ...more } },
    event(service, EVENTS.failed(deployment, why)),
  ];
}

function rollBack(service: ServiceRecord, view: View, reason: string, rolloutPrefix: string): readonly Change[] {
  const [primary] = service.deployments;
  if (primary?.isRollback || !service.completedRevision) {
    const why = primary?.isRollback ? 'the rollback failed as well' : 'no earlier deployment was completed';
    return [ended(service, view, 'ROLLBACK_FAILED', `${reason} It can't be rolled back: ${why}.`)];
  }
  const rolloutReason = `${rolloutPrefix}rolling back to deploymentId ${NEW_DEPLOYMENT}.`;
  const said = event(service, EVENTS.rollingBack(NEW_DEPLOYMENT));
  return [{ change: 'rollback', service: service.arn, reason, rolloutReason, event: said }];
}

function ended(service: ServiceRecord, { now }: View, status: string, statusReason: string): Change {
  const set = { status, statusReason, finishedAt: now, ...(status === 'STOPPED' && { stoppedAt: now }) };
  return { change: 'service-deployment', service: service.arn, deployment: service.deployments[0]?.id ?? '', set };
}
