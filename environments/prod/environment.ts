import type { EnvironmentInput } from '@laravel-ecs/platform';

/** Outlives the loss of a zone: three zones with a NAT gateway each, a standby database, sessions on two nodes. */
export default {
  name: 'prod',
  aws: { region: 'us-east-1' },
  network: { cidr: '10.30.0.0/16', availabilityZones: 3, nat: 'per-az' },
  capacity: { market: 'on-demand', instanceTypes: ['t3.medium', 't3a.medium'], instances: { min: 2, max: 6 } },
  web: { tasks: { min: 2, max: 12 } },
  sessions: { store: 'memcached', nodes: 2 },
  database: { instanceClass: 'db.t4g.small', multiAz: true, backupDays: 30 },
  logs: { retentionDays: 90 },
  monthlyBudget: 500,
  isProtected: true,
} satisfies EnvironmentInput;
