import type { EnvironmentInput } from '@laravel-ecs/platform';

/** Built like production, in small: one instance on demand and spot above it, behind a single NAT gateway. */
export default {
  name: 'staging',
  aws: { region: 'us-east-1' },
  network: { cidr: '10.20.0.0/16', nat: 'single' },
  capacity: {
    market: 'mixed',
    onDemand: { base: 1, percentage: 0 },
    instanceTypes: ['t3.small', 't3a.small'],
    instances: { min: 1, max: 3 },
  },
  web: { tasks: { min: 1, max: 4 } },
  database: { backupDays: 1 },
  nights: { stop: '20:00', start: '07:00', timezone: 'UTC' },
  logs: { retentionDays: 14 },
  removal: 'delete',
} satisfies EnvironmentInput;
