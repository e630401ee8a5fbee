import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingScheduledAction } from '@cdktf/provider-aws/lib/appautoscaling-scheduled-action';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import { type Nights, type Recurrence, recurrencesOf, requireIntegerBetween } from '@laravel-ecs/config';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import type { Cluster } from './cluster';
import type { Service } from './service';

/** What tasks are started and stopped to keep to. The measure that asks for the most tasks counts. */
export interface ScalingTargets {
  /** Use of the CPU that is set aside, in per cent, 1 to 100. */
  readonly cpu?: number | undefined;

  /** Use of the memory that is set aside, in per cent, 1 to 100. */
  readonly memory?: number | undefined;

  /** Requests that each task of a target group answers in a minute, and the name of both in CloudWatch. */
  readonly requestsPerTask?: { readonly count: number; readonly resourceLabel: string } | undefined;
}

export interface ServiceScalingProps {
  readonly cluster: Cluster;

  readonly service: Service;

  /** The fewest tasks: a number, or an expression of one. */
  readonly min: number;

  /** The most tasks, 1 to 1,000: a number, or an expression of one. */
  readonly max: number;

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
    const { cluster, service, min, max, targets = {}, nights } = props;
    if (!Token.isUnresolved(max)) {
      requireIntegerBetween('max', max, 1, 1000);
    }
    if (!Token.isUnresolved(min)) {
      requireIntegerBetween('min', min, 0, Token.isUnresolved(max) ? 1000 : max);
    }

    this.#target = new AppautoscalingTarget(this, 'Target', {
      serviceNamespace: 'ecs',
      scalableDimension: 'ecs:service:DesiredCount',
      resourceId: `service/${cluster.name}/${service.name}`,
      minCapacity: min,
      maxCapacity: max,
      ...(nights && { lifecycle: { ignoreChanges: ['min_capacity', 'max_capacity'] } }),
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
      this.#track('Cpu', 'ECSServiceAverageCPUUtilization', cpu);
    }
    if (memory !== undefined) {
      requireIntegerBetween('memory', memory, 1, 100);
      this.#track('Memory', 'ECSServiceAverageMemoryUtilization', memory);
    }
    if (requestsPerTask) {
      const { count, resourceLabel } = requestsPerTask;
      requireIntegerBetween('requestsPerTask', count, 1, 1_000_000);
      this.#track('Requests', 'ALBRequestCountPerTarget', count, { resourceLabel });
    }
  }

  #track(id: string, predefinedMetricType: string, targetValue: number, label: { resourceLabel?: string } = {}): void {
    new AppautoscalingPolicy(this, id, {
      name: id.toLowerCase(),
      policyType: 'TargetTrackingScaling',
      ...this.#scaled(),
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType, ...label },
        targetValue,
      },
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
      scalableTargetAction: { minCapacity: Token.asString(minCapacity), maxCapacity: Token.asString(maxCapacity) },
    });
  }

  #scaled() {
    const { serviceNamespace, scalableDimension, resourceId } = this.#target;
    return { serviceNamespace, scalableDimension, resourceId };
  }
}
