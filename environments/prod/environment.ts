import type { EnvironmentInput } from '@laravel-ecs/platform';

/**
 * Outlives the loss of a zone: three zones with a NAT gateway each, a standby database, sessions on two nodes. Who came in is
 * filtered and written down, and what AWS changes it changes on Sundays.
 */
export default {
  name: 'prod',
  aws: { region: 'us-east-1' },
  network: { cidr: '10.30.0.0/16', availabilityZones: 3, nat: 'per-az', flowLogs: true },
  capacity: { market: 'on-demand', instanceTypes: ['t3.medium', 't3a.medium'], instances: { min: 2, max: 6 } },
  web: { tasks: { min: 2, max: 12 } },
  worker: { tasks: { min: 1, max: 4 } },
  loadBalancer: { firewall: { enabled: true }, accessLogs: { enabled: true } },
  sessions: { store: 'memcached', nodes: 2, maintenanceWindow: 'sun:03:00-sun:04:00' },
  database: {
    instanceClass: 'db.t4g.small',
    maxStorage: 200,
    multiAz: true,
    backupDays: 30,
    backupWindow: '01:00-02:00',
    maintenanceWindow: 'sun:03:00-sun:04:00',
    monitoringInterval: 60,
  },
  logs: { retentionDays: 90 },
  monthlyBudget: 500,
  isProtected: true,
} satisfies EnvironmentInput;
