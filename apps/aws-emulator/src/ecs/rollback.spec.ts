import { aDeployment, aService, aView, messages, only } from './fixture-world';
import { stopRequested, tripped } from './rollback';
import type { DeploymentRecord, ServiceRecord } from './world';

const view = aView({});

const failing = (deployment: Partial<DeploymentRecord> = {}, more: Partial<ServiceRecord> = {}) =>
  aService({ completedRevision: 'arn:revision', deployments: [aDeployment(deployment)], ...more });

const statuses = (changes: ReturnType<typeof tripped>) =>
  only('service-deployment', changes).flatMap(({ set }) => set['status'] ?? []);

describe('A deployment whose tasks fail', () => {
  test('is rolled back to the last that was completed', () => {
    const changes = tripped(failing(), view);
    expect(only('deployment', changes)).toMatchObject([
      {
        deployment: 'ecs-svc/1',
        set: {
          rolloutState: 'FAILED',
          rolloutStateReason: 'ECS deployment circuit breaker: tasks failed to start.',
        },
      },
    ]);
    expect(messages(changes)).toEqual([
      '(service web) (deployment ecs-svc/1) deployment failed: tasks failed to start.',
    ]);
    expect(only('rollback', changes)).toMatchObject([
      {
        reason: 'ECS deployment circuit breaker: tasks failed to start.',
        rolloutReason: 'ECS deployment circuit breaker: rolling back to deploymentId {deployment}.',
        event: { message: '(service web) rolling back to deployment {deployment}.' },
      },
    ]);
  });

  test('stays failed where no earlier one was completed', () => {
    const changes = tripped(failing({}, { completedRevision: null }), view);
    expect(only('rollback', changes)).toEqual([]);
    expect(statuses(changes)).toEqual(['ROLLBACK_FAILED']);
  });

  test('stays failed where it was a rollback itself', () => {
    const changes = tripped(failing({ isRollback: true }), view);
    expect(only('rollback', changes)).toEqual([]);
    expect(statuses(changes)).toEqual(['ROLLBACK_FAILED']);
  });

  test('stays failed where the service wants no rollback', () => {
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback: false } };
    const changes = tripped(failing({}, { deploymentConfiguration }), view);
    expect(only('rollback', changes)).toEqual([]);
    expect(statuses(changes)).toEqual(['STOPPED']);
  });
});

describe('A deployment that somebody asks to stop', () => {
  test('is rolled back, also where the service wants none by itself', () => {
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: false, rollback: false } };
    const service = failing({ serviceDeploymentStatus: 'ROLLBACK_REQUESTED' }, { deploymentConfiguration });
    expect(only('rollback', stopRequested(service, view) ?? [])).toHaveLength(1);
  });

  test('goes on as long as nobody does', () => {
    expect(stopRequested(failing(), view)).toBeUndefined();
  });
});
