import { describeLife } from './life';

/** An environment without instances, and with the other engines. */
describeLife({
  stack: 'dev',
  says: `{
    name: 'dev',
    aws: { region: 'us-east-1' },
    network: { cidr: '10.10.0.0/16', nat: 'none' },
    capacity: { launchType: 'fargate', market: 'mixed' },
    web: { tasks: { min: 1, max: 2 } },
    sessions: { store: 'valkey', nodes: 2, authToken: true, snapshotDays: 1 },
    database: {
      engine: 'mariadb',
      instanceClass: 'db.t4g.medium',
      maxStorage: 100,
      backupWindow: '01:00-02:00',
      maintenanceWindow: 'sun:03:00-sun:04:00',
      performanceInsights: true,
      monitoringInterval: 60,
      password: 'rds',
    },
    removal: 'delete',
  }`,
  edit: ['tasks: { min: 1, max: 2 }', 'tasks: { min: 1, max: 3 }'],
  planned: [
    /^update aws_appautoscaling_target\.App_Web_Scaling_Target/,
    /^update aws_ssm_parameter\.Deployment_Parameter/,
  ],
});
