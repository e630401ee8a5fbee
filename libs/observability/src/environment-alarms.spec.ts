import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { EnvironmentAlarms, type EnvironmentAlarmsProps } from './environment-alarms';

const synth = (changes: Partial<EnvironmentAlarmsProps> = {}) =>
  synthesize(
    (stack) =>
      new EnvironmentAlarms(stack, 'Alarms', {
        name: 'laravel-prod',
        topicArn: 'arn:topic',
        loadBalancer: { name: 'app/laravel-prod/1', targetGroups: ['targetgroup/web/2'] },
        cluster: 'laravel-prod',
        database: { identifier: 'laravel-prod-database', storage: 20, connectionLimit: 100 },
        cacheClusters: ['sessions-1'],
        ...changes,
      }),
  );

const alarms = (json: string) => resourcesOf(json, CloudwatchMetricAlarm);
const alarm = (json: string, name: string) =>
  alarms(json).find(({ alarm_name: found }) => found === `laravel-prod-${name}`);

describe('EnvironmentAlarms', () => {
  const json = synth();

  test('watch users, machines and data', () => {
    expect(
      alarms(json)
        .map(({ alarm_name: name }) => String(name).replace('laravel-prod-', ''))
        .sort(),
    ).toEqual([
      'cpu-reservation',
      'database-connections',
      'database-storage',
      'memory-reservation',
      'no-healthy-target',
      'server-errors',
      'session-evictions-0',
      'slow-responses',
    ]);
  });

  test('tell when it is wrong and when it is right again, and say what to do', () => {
    for (const { alarm_actions: wrong, ok_actions: right, alarm_description: description } of alarms(json)) {
      expect({ wrong, right }).toEqual({ wrong: ['arn:topic'], right: ['arn:topic'] });
      expect(description).toMatch(/: .{20}|\. (Look|Take)/);
    }
  });

  test('stay silent where nothing runs: before the first release, and at night', () => {
    expect(new Set(alarms(json).map(({ treat_missing_data: missing }) => missing))).toEqual(new Set(['notBreaching']));
  });

  test('count errors as a share of the requests, those of the load balancer too', () => {
    const queries = alarm(json, 'server-errors')?.['metric_query'] as {
      expression?: string;
      metric?: { metric_name: string; dimensions: Record<string, string> };
    }[];
    expect(queries[0]?.expression).toBe(
      '100 * (FILL(errors0, 0) + FILL(balancer, 0)) / (FILL(requests0, 0) + FILL(balancer, 0))',
    );
    const balancer = queries.find(({ metric }) => metric?.metric_name === 'HTTPCode_ELB_5XX_Count');
    // The load balancer's own errors reach no target group.
    expect(balancer?.metric?.dimensions).toEqual({ LoadBalancer: 'app/laravel-prod/1' });
  });

  test('look at percentiles, which an average would hide', () => {
    expect(alarm(json, 'slow-responses')).toMatchObject({ extended_statistic: 'p95', threshold: 2 });
  });

  test('watch the machines where there are any', () => {
    const names = alarms(synth({ hasInstances: false })).map(({ alarm_name: name }) => String(name));
    expect(names.filter((name) => name.endsWith('-reservation'))).toEqual([]);
    expect(names).toContain('laravel-prod-server-errors');
  });

  describe('where requests move between two target groups', () => {
    const two = synth({
      loadBalancer: { name: 'app/laravel-prod/1', targetGroups: ['targetgroup/web/2', 'targetgroup/web/3'] },
    });
    const queriesOf = (name: string) =>
      alarm(two, name)?.['metric_query'] as {
        id: string;
        expression?: string;
        metric?: { dimensions: Record<string, string> };
      }[];

    test.each(['no-healthy-target', 'server-errors', 'slow-responses'])('look at both for %s', (name) => {
      const groups = queriesOf(name).map(({ metric }) => metric?.dimensions['TargetGroup']);
      expect(groups).toEqual(expect.arrayContaining(['targetgroup/web/2', 'targetgroup/web/3']));
      const [{ expression = '' } = {}, ...metrics] = queriesOf(name);
      for (const { id } of metrics) {
        expect(expression).toContain(`FILL(${id}, `);
      }
    });

    test('tell the group that is not in use from one whose tasks are all unhealthy', () => {
      expect(queriesOf('no-healthy-target')[0]?.expression).toBe('ABS(MAX([FILL(group0, -1), FILL(group1, -1)]))');
      expect(alarm(two, 'no-healthy-target')).toMatchObject({ comparison_operator: 'LessThanThreshold', threshold: 1 });
    });
  });

  test('measure the disk and the connections by the size of the database', () => {
    const small = synth({ database: { identifier: 'd', storage: 100, connectionLimit: 50 } });
    expect(alarm(small, 'database-storage')).toMatchObject({ threshold: 10 * 1024 ** 3 });
    expect(alarm(small, 'database-connections')).toMatchObject({ threshold: 40 });
  });

  test('leave out connections where it is not known how many are many', () => {
    const unknown = synth({ database: { identifier: 'd', storage: 20, connectionLimit: undefined } });
    expect(alarm(unknown, 'database-connections')).toBeUndefined();
  });

  test('watch every cluster of the session store', () => {
    const two = synth({ cacheClusters: ['sessions-001', 'sessions-002'] });
    expect(alarm(two, 'session-evictions-1')).toMatchObject({ dimensions: { CacheClusterId: 'sessions-002' } });
  });

  test('refuse names that AWS would refuse', () => {
    expect(() => synth({ name: 'x'.repeat(250) })).toThrow(/the alarm 'x+-.+' has \d+ characters, AWS allows 255/);
  });
});
