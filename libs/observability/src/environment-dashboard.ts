import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';

export interface EnvironmentDashboardProps {
  /** Name of the dashboard: `laravel-prod`. */
  readonly name: string;

  readonly region: string;

  /** The load balancer and its target groups, by the names that they have in CloudWatch. */
  readonly loadBalancer: { readonly name: string; readonly targetGroups: readonly string[] };

  /** Name of the ECS cluster, and of the service that answers requests. */
  readonly cluster: string;
  readonly service: string;

  /**
   * Whether the cluster has instances.
   *
   * @default true
   */
  readonly hasInstances?: boolean;

  /** Identifier of the database. */
  readonly database: string;

  /** Ids of the session store's cache clusters. */
  readonly cacheClusters: readonly string[];
}

/** A line of a graph: namespace, metric, names and values of its dimensions, and how it is drawn. */
type Line = readonly [...string[], { readonly stat: string; readonly label: string }];

interface Graph {
  readonly title: string;
  readonly lines: readonly Line[];
}

/** Graphs in a row, each as high as wide is a quarter of the page. */
const WIDTH = 8;
const HEIGHT = 6;

/**
 * One page that is read from top to bottom: what users see, the tasks that serve them, the data, the machines.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export class EnvironmentDashboard extends Construct {
  constructor(scope: Construct, id: string, props: EnvironmentDashboardProps) {
    super(scope, id);
    const rows = [users(props), tasks(props), data(props), machines(props)];
    const widgets = rows.flatMap((graphs, row) =>
      graphs.map(({ title, lines }, column) => ({
        type: 'metric',
        x: column * WIDTH,
        y: row * HEIGHT,
        width: WIDTH,
        height: HEIGHT,
        properties: { title, metrics: lines, region: props.region, view: 'timeSeries', period: 60 },
      })),
    );
    new CloudwatchDashboard(this, 'Dashboard', {
      dashboardName: props.name,
      dashboardBody: Fn.jsonencode({ widgets }),
    });
  }
}

function users({ loadBalancer: { name } }: EnvironmentDashboardProps): Graph[] {
  const line = (metric: string, stat: string, label: string): Line => [
    'AWS/ApplicationELB',
    metric,
    'LoadBalancer',
    name,
    { stat, label },
  ];
  return [
    { title: 'Requests a minute', lines: [line('RequestCount', 'Sum', 'requests')] },
    {
      title: 'Response time (s)',
      lines: [
        line('TargetResponseTime', 'p50', 'half of them'),
        line('TargetResponseTime', 'p95', '95 %'),
        line('TargetResponseTime', 'p99', '99 %'),
      ],
    },
    {
      title: 'Errors a minute',
      lines: [
        line('HTTPCode_Target_5XX_Count', 'Sum', '5xx of the application'),
        line('HTTPCode_ELB_5XX_Count', 'Sum', '5xx of the load balancer'),
        line('HTTPCode_Target_4XX_Count', 'Sum', '4xx'),
      ],
    },
  ];
}

function tasks({ cluster, service, loadBalancer }: EnvironmentDashboardProps): Graph[] {
  const line = (metric: string, label: string): Line => [
    'AWS/ECS',
    metric,
    'ClusterName',
    cluster,
    'ServiceName',
    service,
    { stat: 'Average', label },
  ];
  const hosts = (metric: string, label: string): Line[] =>
    loadBalancer.targetGroups.map((group, index, { length }): Line => [
      'AWS/ApplicationELB',
      metric,
      'TargetGroup',
      group,
      'LoadBalancer',
      loadBalancer.name,
      { stat: 'Maximum', label: length > 1 ? `${label}, group ${index + 1}` : label },
    ]);
  return [
    {
      title: 'Tasks that answer',
      lines: [...hosts('HealthyHostCount', 'healthy'), ...hosts('UnHealthyHostCount', 'unhealthy')],
    },
    { title: `CPU of ${service} (% of what is reserved)`, lines: [line('CPUUtilization', 'CPU')] },
    { title: `Memory of ${service} (% of what is reserved)`, lines: [line('MemoryUtilization', 'memory')] },
  ];
}

function data({ database, cacheClusters }: EnvironmentDashboardProps): Graph[] {
  const line = (metric: string, label: string): Line => [
    'AWS/RDS',
    metric,
    'DBInstanceIdentifier',
    database,
    { stat: 'Average', label },
  ];
  return [
    { title: 'Database: CPU (%)', lines: [line('CPUUtilization', 'CPU')] },
    { title: 'Database: connections', lines: [line('DatabaseConnections', 'connections')] },
    {
      title: 'Sessions: evictions a minute',
      lines: cacheClusters.map((id): Line => [
        'AWS/ElastiCache',
        'Evictions',
        'CacheClusterId',
        id,
        { stat: 'Sum', label: id },
      ]),
    },
  ];
}

function machines({ cluster, database, hasInstances = true }: EnvironmentDashboardProps): Graph[] {
  const line = (metric: string, label: string): Line => [
    'AWS/ECS',
    metric,
    'ClusterName',
    cluster,
    { stat: 'Average', label },
  ];
  return [
    ...(hasInstances
      ? [
          {
            title: 'Instances: reserved (%)',
            lines: [line('CPUReservation', 'CPU'), line('MemoryReservation', 'memory')],
          },
        ]
      : []),
    {
      title: 'Database: free disk (bytes)',
      lines: [['AWS/RDS', 'FreeStorageSpace', 'DBInstanceIdentifier', database, { stat: 'Minimum', label: 'free' }]],
    },
  ];
}
