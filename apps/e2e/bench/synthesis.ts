/**
 * How long synthesis takes, and how much memory: of each stack by itself, of an environment with everything on, of all, and of many
 * preview environments in one process. `npm run bench` runs it; the figures are of the machine that it runs on.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Each is run so often; the median is told. */
const RUNS = 5;

/** How many preview environments, to see whether more take as much more. */
const PREVIEWS = [25, 50, 100];

const everything = `{
  name: 'prod',
  aws: { region: 'us-east-1' },
  network: { cidr: '10.30.0.0/16', availabilityZones: 3, nat: 'per-az', ipv6: true, interfaceEndpoints: true, flowLogs: true },
  capacity: { market: 'mixed', instanceTypes: ['t4g.medium'], instances: { min: 2, max: 6 }, protectTasks: true },
  web: { containerProtocol: 'HTTPS', tasks: { min: 2, max: 12 }, scaling: { cpu: 50, memory: 70, requestsPerTask: 600 } },
  sessions: { store: 'valkey', nodes: 2, authToken: true, snapshotDays: 7 },
  database: { instanceClass: 'db.t4g.medium', maxStorage: 100, performanceInsights: true, monitoringInterval: 60,
    maintenanceWindow: 'sun:03:00-sun:04:00', password: 'rds' },
  domain: 'www.example.com',
  hostedZone: 'example.com',
  loadBalancer: { stickiness: 3600, firewall: { enabled: true }, accessLogs: { enabled: true },
    rules: [{ hosts: ['example.com'], redirectTo: 'www.example.com' }, { paths: ['/horizon/*'], respond: 404 }] },
  sidecars: [{ name: 'router', image: 'fluent-bit', memoryReservation: 32, logRouter: { Name: 'http' } }],
  permissions: [{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::uploads/*'] }],
  operatorAddresses: ['203.0.113.7/32'],
  nights: { stop: '20:00', start: '07:00' },
  permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
  alarms: { emails: ['on-call@example.com'] },
  monthlyBudget: 500,
  encryptionKey: 'own',
  isProtected: true,
}`;

const previews = (
  count: number,
) => `Object.fromEntries(Array.from({ length: ${count} }, (_, n) => ['preview-' + n + '.ts', {
  name: 'p' + n,
  aws: { region: 'us-east-1' },
  network: { cidr: '10.' + n + '.0.0/16', nat: 'none' },
  capacity: { market: 'spot' },
  removal: 'delete',
}]))`;

const inOneProcess = (files: string) => `require('./libs/platform/src').synthesize(${files})`;

const cases: readonly (readonly [name: string, words: readonly string[], runs: number])[] = [
  ...['dev', 'staging', 'prod'].map((name) => [name, [`environments/${name}/main.ts`], RUNS] as const),
  ['all environments', ['environments/main.ts'], RUNS],
  ['prod with everything on', ['-e', inOneProcess(`{ 'prod.ts': ${everything} }`)], RUNS],
  ...PREVIEWS.map((count) => [`${count} previews`, ['-e', inOneProcess(previews(count))], 1] as const),
];

/** Seconds and MB of one run, by the clock and by GNU time. */
function run(words: readonly string[]): { readonly seconds: number; readonly megabytes: number } {
  const output = mkdtempSync(join(tmpdir(), 'laravel-ecs-bench-'));
  const node = [process.execPath, '--max-semi-space-size=4', '-r', '@swc-node/register', ...words];
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%e %M', ...node], {
    env: { ...process.env, CDKTF_OUTDIR: output },
    encoding: 'utf8',
  });
  rmSync(output, { recursive: true, force: true });
  if (status !== 0) {
    throw new Error(`${words.join(' ')} ended with ${status}: ${stderr}`);
  }
  const [seconds = 0, kilobytes = 0] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { seconds, megabytes: kilobytes / 1024 };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}

console.table(
  Object.fromEntries(
    cases.map(([name, words, runs]) => {
      const results = Array.from({ length: runs }, () => run(words));
      const seconds = results.map((result) => result.seconds);
      return [
        name,
        {
          'seconds (median)': median(seconds),
          'seconds (best)': Math.min(...seconds),
          MB: Math.round(median(results.map(({ megabytes }) => megabytes))),
        },
      ];
    }),
  ),
);
