import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { synthesize } from '@laravel-ecs/testing';
import { ContainerLogs, type ContainerLogsProps } from './container-logs';

const synth = (changes: Partial<ContainerLogsProps> = {}) =>
  synthesize((stack) => new ContainerLogs(stack, 'Logs', { name: '/laravel/dev/web', ...changes }));

describe('ContainerLogs', () => {
  test('are kept for 30 days by default, never for ever', () => {
    expect(synth()).toHaveResourceWithProperties(CloudwatchLogGroup, {
      name: '/laravel/dev/web',
      retention_in_days: 30,
    });
  });

  test('are kept as long as it is said', () => {
    expect(synth({ retentionDays: 365 })).toHaveResourceWithProperties(CloudwatchLogGroup, { retention_in_days: 365 });
  });

  test('refuse a name that AWS would refuse', () => {
    expect(() => synth({ name: `/${'x'.repeat(512)}` })).toThrow('has 513 characters, AWS allows 512');
  });
});
