import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { EnvironmentDashboard, type EnvironmentDashboardProps } from './environment-dashboard';

function synth(changes: Partial<EnvironmentDashboardProps> = {}): string {
  const json = synthesize(
    (stack) =>
      new EnvironmentDashboard(stack, 'Dashboard', {
        name: 'laravel-prod',
        region: 'us-east-1',
        loadBalancer: { name: 'app/laravel-prod/1', targetGroups: ['targetgroup/web/2'] },
        cluster: 'laravel-prod',
        service: 'web',
        database: 'laravel-prod-database',
        cacheClusters: ['sessions-001', 'sessions-002'],
        ...changes,
      }),
  );
  return String(resourcesOf(json, CloudwatchDashboard)[0]?.['dashboard_body']);
}

describe('EnvironmentDashboard', () => {
  const body = synth();

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

  test('shows both target groups where requests move between two', () => {
    const two = synth({
      loadBalancer: { name: 'app/laravel-prod/1', targetGroups: ['targetgroup/web/2', 'targetgroup/web/3'] },
    });
    expect(two).toContain('"targetgroup/web/2"');
    expect(two).toContain('"targetgroup/web/3"');
    expect(two).toContain('"healthy, group 2"');
  });

  test('shows no instances where there are none', () => {
    expect(synth({ hasInstances: false })).not.toContain('CPUReservation');
  });
});
