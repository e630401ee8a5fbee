import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { EnvironmentDashboard } from './environment-dashboard';

describe('EnvironmentDashboard', () => {
  const json = synthesize(
    (stack) =>
      new EnvironmentDashboard(stack, 'Dashboard', {
        name: 'laravel-prod',
        region: 'us-east-1',
        loadBalancer: { name: 'app/laravel-prod/1', targetGroup: 'targetgroup/web/2' },
        cluster: 'laravel-prod',
        service: 'web',
        database: 'laravel-prod-database',
        cacheClusters: ['sessions-001', 'sessions-002'],
      }),
  );
  const [dashboard] = resourcesOf(json, CloudwatchDashboard);
  const body = String(dashboard?.['dashboard_body']);

  test('reads from users over tasks and data to machines', () => {
    const order = ['RequestCount', 'HealthyHostCount', 'DatabaseConnections', 'CPUReservation'];
    const positions = order.map((metric) => body.indexOf(`"${metric}"`));
    expect(positions).toEqual([...positions].sort((one, other) => one - other));
    expect(positions[0]).toBeGreaterThan(0);
  });

  test('puts no graph over another', () => {
    const places = [...body.matchAll(/"x" = (\d+), "y" = (\d+)/g)].map(([place]) => place);
    expect(places.length).toBeGreaterThan(8);
    expect(new Set(places).size).toBe(places.length);
  });

  test('shows every cluster of the session store', () => {
    expect(body).toContain('"sessions-001"');
    expect(body).toContain('"sessions-002"');
  });
});
