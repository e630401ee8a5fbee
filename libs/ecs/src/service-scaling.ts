import { AppautoscalingPolicy } from '@cdktf/provider-aws/lib/appautoscaling-policy';
import { AppautoscalingTarget } from '@cdktf/provider-aws/lib/appautoscaling-target';
import { requireIntegerBetween } from '@laravel-ecs/config';
import { Token } from 'cdktf';
import { Construct } from 'constructs';
import type { Cluster } from './cluster';
import type { Service } from './service';

export interface ServiceScalingProps {
  readonly cluster: Cluster;

  readonly service: Service;

  /** The fewest tasks: a number, or an expression of one. */
  readonly min: number;

  /** The most tasks, 1 to 1,000. */
  readonly max: number;

  /**
   * Use of the reserved CPU, in per cent, that tasks are started or stopped to keep to, 1 to 100.
   *
   * @default 60
   */
  readonly cpuTarget?: number;
}

/**
 * As many tasks of a service as the load needs.
 *
 * @throws RangeError for numbers that can't be
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-autoscaling-targettracking.html
 */
export class ServiceScaling extends Construct {
  constructor(scope: Construct, id: string, { cluster, service, min, max, cpuTarget = 60 }: ServiceScalingProps) {
    super(scope, id);
    requireIntegerBetween('max', max, 1, 1000);
    if (!Token.isUnresolved(min)) {
      requireIntegerBetween('min', min, 0, max);
    }
    requireIntegerBetween('cpuTarget', cpuTarget, 1, 100);

    const target = new AppautoscalingTarget(this, 'Target', {
      serviceNamespace: 'ecs',
      scalableDimension: 'ecs:service:DesiredCount',
      resourceId: `service/${cluster.name}/${service.name}`,
      minCapacity: min,
      maxCapacity: max,
    });
    new AppautoscalingPolicy(this, 'Cpu', {
      name: 'cpu',
      policyType: 'TargetTrackingScaling',
      serviceNamespace: target.serviceNamespace,
      scalableDimension: target.scalableDimension,
      resourceId: target.resourceId,
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        targetValue: cpuTarget,
      },
    });
  }
}
