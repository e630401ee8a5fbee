import { CloudwatchLogMetricFilter } from '@cdktf/provider-aws/lib/cloudwatch-log-metric-filter';
import { Construct } from 'constructs';
import { createAlarm } from './alarm';
import type { ContainerLogs } from './container-logs';

export interface PhpErrorsProps {
  /** Logs of the containers that run PHP. */
  readonly logs: ContainerLogs;

  /** In front of the alarm's name: `laravel-prod-web`. */
  readonly name: string;

  /** Topic that is told. */
  readonly topicArn: string;
}

/**
 * Counts what ends a PHP process in the middle of its work, and tells people when that goes on.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export class PhpErrors extends Construct {
  static readonly NAMESPACE = 'PHP';

  /** Lines with any of these: PHP's own words for the errors that no application can catch. */
  static readonly PATTERN = '?"PHP Fatal error" ?"PHP Parse error" ?"Allowed memory size of"';

  constructor(scope: Construct, id: string, { logs, name, topicArn }: PhpErrorsProps) {
    super(scope, id);
    const metric = { namespace: PhpErrors.NAMESPACE, name: `${name}-fatal-errors` };
    new CloudwatchLogMetricFilter(this, 'Filter', {
      name: 'php-fatal-errors',
      logGroupName: logs.name,
      pattern: PhpErrors.PATTERN,
      metricTransformation: { ...metric, value: '1', defaultValue: '0' },
    });
    createAlarm(this, 'Alarm', {
      name: `${name}-php-fatal-errors`,
      description: `PHP ends with fatal errors. Look at ${metric.name} and search the logs for "PHP Fatal error".`,
      watched: { ...metric, dimensions: {}, statistic: 'Sum' },
      wrong: 'above',
      threshold: 0,
      minutes: 3,
      topicArn,
    });
  }
}
