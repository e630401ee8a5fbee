import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter';
import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { resourcesOf, synthesize } from '@laravel-ecs/testing';
import { ContainerLogs } from './container-logs';
import { PhpErrors } from './php-errors';

describe('PhpErrors', () => {
  const json = synthesize((stack) => {
    const logs = new ContainerLogs(stack, 'Logs', { name: '/laravel/dev/web' });
    new PhpErrors(stack, 'PhpErrors', { logs, name: 'laravel-dev-web', topicArn: 'arn:topic' });
  });

  test('are counted in the logs by PHP’s own words', () => {
    const [filter] = resourcesOf(json, CloudwatchLogMetricFilter);
    expect(filter).toMatchObject({
      log_group_name: expect.stringContaining('aws_cloudwatch_log_group'),
      pattern: expect.stringContaining('?"PHP Fatal error"'),
    });
  });

  test('raise an alarm on the metric that is counted', () => {
    const [filter] = resourcesOf(json, CloudwatchLogMetricFilter);
    const { name, namespace } = filter?.['metric_transformation'] as { name: string; namespace: string };
    expect(json).toHaveResourceWithProperties(CloudwatchMetricAlarm, { metric_name: name, namespace, threshold: 0 });
  });
});
