import { backoff, circuitBreaker, failureThreshold } from './circuit-breaker';
import { aDeployment, aService } from './fixture-world';

describe('The circuit breaker', () => {
  test.each([
    [0, 3],
    [1, 3],
    [6, 3],
    [7, 4],
    [25, 13],
    [400, 200],
    [1000, 200],
  ])('of %d desired tasks opens after %d that failed', (desiredCount, threshold) => {
    expect(failureThreshold(desiredCount)).toBe(threshold);
  });

  test.each([
    [2, 'closed'],
    [3, 'open'],
  ])('after %d failed tasks is %s', (failedTasks, state) => {
    expect(circuitBreaker(aService({ deployments: [aDeployment({ failedTasks })] }))).toBe(state);
  });

  test('is off where the service wants none', () => {
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: false, rollback: false } };
    const deployments = [aDeployment({ failedTasks: 100 })];
    expect(circuitBreaker(aService({ deploymentConfiguration, deployments }))).toBe('off');
  });

  test.each(['COMPLETED', 'FAILED'] as const)('is off for a deployment that is %s', (rolloutState) => {
    expect(circuitBreaker(aService({ deployments: [aDeployment({ failedTasks: 100, rolloutState })] }))).toBe('off');
  });
});

describe('Between tasks that fail', () => {
  test.each([
    [2, 0],
    [3, 1000],
    [5, 4000],
    [50, 60_000],
  ])('after %d, there are %d ms', (failedTasks, milliseconds) => {
    expect(backoff(failedTasks)).toBe(milliseconds);
  });
});
