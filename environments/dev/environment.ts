import type { EnvironmentInput } from '@laravel-ecs/platform';

/** Cheap: spot instances in public subnets, no NAT gateway, asleep at night, nothing kept when it is destroyed. */
export default {
  name: 'dev',
  aws: { region: 'us-east-1' },
  network: { cidr: '10.10.0.0/16', nat: 'none' },
  capacity: { market: 'spot', instanceTypes: ['t3.small', 't3a.small'], instances: { min: 1, max: 2 } },
  web: { tasks: { min: 1, max: 2 } },
  database: { backupDays: 1 },
  nights: { stop: '20:00', start: '07:00', timezone: 'UTC' },
  logs: { retentionDays: 7 },
  previews: { domain: 'preview.example.com' },
  removal: 'delete',
} satisfies EnvironmentInput;
