import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { requireNameWithin } from '@laravel-ecs/config';
import type { Construct } from 'constructs';

/** A metric of CloudWatch. */
export interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;

  /** How the values of a minute become one: `Sum`, `Average`, `Maximum`, or a percentile such as `p95`. */
  readonly statistic: string;
}

/** When somebody has to look. */
export interface AlarmProps {
  /** Name of the alarm, at most 255 characters. */
  readonly name: string;

  /** What is wrong, and what to look at first: the person who reads it was asleep. */
  readonly description: string;

  /** What is watched: a metric, or an expression of metrics by the names that it gives them. */
  readonly watched: Metric | { readonly expression: string; readonly metrics: Readonly<Record<string, Metric>> };

  /** On which side of the threshold it is wrong. */
  readonly wrong: 'above' | 'below';

  readonly threshold: number;

  /** For how many minutes it has to be wrong. */
  readonly minutes: number;

  /** Topic that is told when it is wrong, and when it is right again. */
  readonly topicArn: string;
}

/**
 * Makes an alarm. Minutes without data are no reason for one: nothing runs before the first release, or at night.
 *
 * @throws RangeError for a name that AWS would refuse
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export function createAlarm(scope: Construct, id: string, props: AlarmProps): CloudwatchMetricAlarm {
  const { name, description, watched, wrong, threshold, minutes, topicArn } = props;
  return new CloudwatchMetricAlarm(scope, id, {
    alarmName: requireNameWithin('alarm', name, 255),
    alarmDescription: description,
    comparisonOperator: wrong === 'above' ? 'GreaterThanThreshold' : 'LessThanThreshold',
    threshold,
    evaluationPeriods: minutes,
    treatMissingData: 'notBreaching',
    alarmActions: [topicArn],
    okActions: [topicArn],
    ...('expression' in watched ? queries(watched) : single(watched)),
  });
}

/** Seconds that values are gathered for. */
const PERIOD = 60;

function single({ namespace, name, dimensions, statistic }: Metric): Partial<CloudwatchMetricAlarmConfig> {
  const by = statistic.startsWith('p') ? { extendedStatistic: statistic } : { statistic };
  return { namespace, metricName: name, dimensions: { ...dimensions }, period: PERIOD, ...by };
}

function queries({ expression, metrics }: { expression: string; metrics: Readonly<Record<string, Metric>> }) {
  return {
    metricQuery: [
      { id: 'watched', expression, label: 'watched', returnData: true },
      ...Object.entries(metrics).map(([id, { namespace, name, dimensions, statistic }]) => ({
        id,
        metric: { namespace, metricName: name, dimensions: { ...dimensions }, period: PERIOD, stat: statistic },
      })),
    ],
  };
}
