import { EcsCluster } from '@cdktf/provider-aws/lib/ecs-cluster';
import { Construct } from 'constructs';

export interface ClusterProps {
  /** Name of the cluster, at most 255 characters. */
  readonly name: string;

  /**
   * Whether CloudWatch gathers metrics of tasks and services, at the price of custom metrics.
   *
   * @default true
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html
   */
  readonly containerInsights?: boolean;
}

/** Home of an environment's services. */
export class Cluster extends Construct {
  readonly name: string;
  readonly arn: string;

  constructor(scope: Construct, id: string, { name, containerInsights = true }: ClusterProps) {
    super(scope, id);
    const cluster = new EcsCluster(this, 'Cluster', {
      name,
      setting: [{ name: 'containerInsights', value: containerInsights ? 'enabled' : 'disabled' }],
    });
    this.name = cluster.name;
    this.arn = cluster.arn;
  }
}
