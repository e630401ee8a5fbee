import {
  AppautoscalingPolicy,
  type AppautoscalingPolicyTargetTrackingScalingPolicyConfiguration as Tracking,
} from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingScheduledAction } from '@cdktf/provider-aws/lib/appautoscaling-scheduled-action';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import { type Nights, type Recurrence, recurrencesOf, requireIntegerBetween } from '@laravel-ecs/config';
import { conditional, type IResolvable, Op, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { Cluster } from './cluster';
import type { Service } from './service';

/** Requests, by the names that their load balancer and its target groups have in CloudWatch. */
export interface MeasuredRequests {
  readonly loadBalancer: string;

  /** One, or the two that a deployment moves requests between. */
  readonly targetGroups: readonly string[];
}

/** What tasks are started and stopped to keep to. The measure that asks for the most tasks counts. */
export interface ScalingTargets {
  /** Use of the CPU that is set aside, in per cent, 1 to 100. */
  readonly cpu?: number | undefined;

  /** Use of the memory that is set aside, in per cent, 1 to 100. */
  readonly memory?: number | undefined;

  /** Requests that each task answers in a minute, and what they are measured by. */
  readonly requestsPerTask?: ({ readonly count: number } & MeasuredRequests) | undefined;
}

export interface ServiceScalingProps {
  readonly cluster: Cluster;

  readonly service: Service;

  /** The fewest tasks, from 0 to the most. */
  readonly min: number;

  /** The most tasks, 1 to 1,000. */
  readonly max: number;

  /**
   * Expression of whether there is anything to run. As long as there is not, there is no task, and no morning brings any.
   *
   * @default there is
   */
  readonly isReleased?: IResolvable;

  /**
   * What tasks are started and stopped to keep to.
   *
   * @default nothing: there are as many as the fewest
   */
  readonly targets?: ScalingTargets;

  /**
   * When there are no tasks at all. The schedule then says how many there may be, and Terraform leaves that alone, so that a
   * plan at night is empty.
   *
   * @default never
   */
  readonly nights?: Nights | undefined;
}

/**
 * As many tasks of a service as the load needs, and none at night where that is wanted.
 *
 * @throws RangeError for numbers that can't be
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
 */
export class ServiceScaling extends Construct {
  readonly #target: AppautoscalingTarget;

  constructor(scope: Construct, id: string, props: ServiceScalingProps) {
    super(scope, id);
    const { cluster, service, min, max, isReleased, targets = {}, nights } = props;
    requireIntegerBetween('max', max, 1, 1000);
    requireIntegerBetween('min', min, 0, max);

    this.#target = new AppautoscalingTarget(this, 'Target', {
      serviceNamespace: 'ecs',
      scalableDimension: 'ecs:service:DesiredCount',
      resourceId: `service/${cluster.name}/${service.name}`,
      minCapacity: isReleased ? Token.asNumber(conditional(isReleased, min, 0)) : min,
      maxCapacity: max,
      ...(nights && { lifecycle: { ignoreChanges: ['min_capacity', 'max_capacity'] } }),
      ...(nights && isReleased && { suspendedState: { scheduledScalingSuspended: Op.not(isReleased) } }),
    });
    this.#keepTo(targets);
    if (nights) {
      const { stop, start } = recurrencesOf(nights);
      this.#schedule('Stop', stop, nights, { minCapacity: 0, maxCapacity: 0 });
      this.#schedule('Start', start, nights, { minCapacity: min, maxCapacity: max });
    }
  }

  #keepTo({ cpu, memory, requestsPerTask }: ScalingTargets): void {
    if (cpu !== undefined) {
      requireIntegerBetween('cpu', cpu, 1, 100);
      this.#track('Cpu', predefined('ECSServiceAverageCPUUtilization'), cpu);
    }
    if (memory !== undefined) {
      requireIntegerBetween('memory', memory, 1, 100);
      this.#track('Memory', predefined('ECSServiceAverageMemoryUtilization'), memory);
    }
    if (requestsPerTask) {
      requireIntegerBetween('requestsPerTask', requestsPerTask.count, 1, 1_000_000);
      this.#track('Requests', requestMetric(requestsPerTask), requestsPerTask.count);
    }
  }

  #track(id: string, metric: Partial<Tracking>, targetValue: number): void {
    new AppautoscalingPolicy(this, id, {
      name: id.toLowerCase(),
      policyType: 'TargetTrackingScaling',
      ...this.#scaled(),
      targetTrackingScalingPolicyConfiguration: { ...metric, targetValue },
    });
  }

  #schedule(
    id: string,
    { aws: schedule }: Recurrence,
    { timezone }: Nights,
    { minCapacity, maxCapacity }: { readonly minCapacity: number; readonly maxCapacity: number },
  ): void {
    new AppautoscalingScheduledAction(this, id, {
      name: id.toLowerCase(),
      ...this.#scaled(),
      schedule,
      timezone,
      scalableTargetAction: { minCapacity: String(minCapacity), maxCapacity: String(maxCapacity) },
    });
  }

  #scaled() {
    const { serviceNamespace, scalableDimension, resourceId } = this.#target;
    return { serviceNamespace, scalableDimension, resourceId };
  }
}

function predefined(predefinedMetricType: string, label: { resourceLabel?: string } = {}): Partial<Tracking> {
  return { predefinedMetricSpecification: { predefinedMetricType, ...label } };
}

/**
 * Requests in a minute by the task. AWS's own measure knows one target group; where requests move between two, the other
 * has none, so that the sum is that of the group that has them.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
 */
function requestMetric({ loadBalancer, targetGroups }: MeasuredRequests): Partial<Tracking> {
  const [first, ...others] = targetGroups;
  if (others.length === 0) {
    return predefined('ALBRequestCountPerTarget', { resourceLabel: `${loadBalancer}/${first}` });
  }
  const ids = targetGroups.map((_, index) => `group${index}`);
  return {
    customizedMetricSpecification: {
      metrics: [
        { id: 'requests', expression: ids.map((id) => `FILL(${id}, 0)`).join(' + '), returnData: true },
        ...targetGroups.map((targetGroup, index) => ({
          id: `group${index}`,
          metricStat: {
            stat: 'Sum',
            metric: {
              namespace: 'AWS/ApplicationELB',
              metricName: 'RequestCountPerTarget',
              dimensions: [
                { name: 'LoadBalancer', value: loadBalancer },
                { name: 'TargetGroup', value: targetGroup },
              ],
            },
          },
          returnData: false,
        })),
      ],
    },
  };
}
