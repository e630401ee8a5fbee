import type { EnvironmentInput } from '@laravel-ecs/platform';
import * as fc from 'fast-check';

/** Of so many values of a field, one is wrong. */
const ONE_WRONG_IN = 80;

/** A field as it mostly should be, and now and then as it should not: one of the wrong values, or whatever JavaScript has. */
function field(right: fc.Arbitrary<unknown>, ...wrong: unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: right, weight: ONE_WRONG_IN },
    { arbitrary: wrong.length > 0 ? fc.oneof(fc.constantFrom(...wrong), fc.anything()) : fc.anything(), weight: 1 },
  );
}

const within = (min: number, max: number) => field(fc.integer({ min, max }), min - 1, max + 1, min + 0.5);
const oneOf = (...values: unknown[]) => field(fc.constantFrom(...values));
const flag = field(fc.boolean());

/** An object of which any field may be missing. */
function some(fields: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> {
  return fc.record(fields, { requiredKeys: [] });
}

/** The same, with some fields that are always there. */
function all(fields: Record<string, fc.Arbitrary<unknown>>, more: fc.Arbitrary<object>): fc.Arbitrary<object> {
  return fc.tuple(fc.record(fields), more).map(([needed, others]) => ({ ...others, ...needed }));
}

/** The fewest and the most of something, mostly in that order. */
function range(least: number, most: number): fc.Arbitrary<unknown> {
  const ordered = fc
    .tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }))
    .map(([one, other]) => ({ min: Math.min(one, other), max: Math.max(one, other) }));
  return field(ordered, { min: most, max: least }, { min: least - 1 });
}

const task = {
  cpu: oneOf(64, 128, 256, 512),
  memoryReservation: oneOf(64, 128, 384, 512, 1024),
  stopTimeout: within(2, 120),
};
const onFargate = { cpu: oneOf(256, 512), memoryReservation: oneOf(1024, 2048), stopTimeout: within(2, 120) };
const weekly = field(fc.constantFrom('sun:03:00-sun:04:00', 'mon:04:00-mon:05:30'), 'sun:03:00', 'sun:01:30-sun:02:30');
const daily = field(fc.constantFrom('01:00-02:00', '23:30-00:30'), '1:00', '01:00-01:05');
const market = oneOf('spot', 'on-demand');
const onDemand = some({ base: within(0, 2), percentage: within(0, 100) });
const types = (...names: string[]) => fc.uniqueArray(fc.constantFrom(...names), { minLength: 1 });

const instances = {
  instanceTypes: field(
    fc.oneof(types('t3.medium', 't3a.medium', 'm7i.large'), types('t4g.medium', 'm7g.large'), types('x9zz.large')),
    ['t3.small', 't4g.small'],
    [],
  ),
  instances: range(3, 8),
  operatingSystem: oneOf('amazon-linux-2023', 'bottlerocket'),
  protectTasks: flag,
  keyPair: oneOf('operators'),
};

const onInstances = fc.oneof(
  all({ market }, some(instances)),
  all({ market: fc.constant('mixed') }, some({ ...instances, onDemand })),
);
const serverless = fc.oneof(
  all({ launchType: fc.constant('fargate'), market }, some({ architecture: oneOf('arm64', 'x86_64') })),
  all({ launchType: fc.constant('fargate'), market: fc.constant('mixed') }, some({ onDemand })),
);

const deployment = fc.oneof(
  { arbitrary: fc.constant({ strategy: 'rolling' }), weight: 6 },
  {
    arbitrary: all({ strategy: oneOf('blue-green', 'canary', 'linear') }, some({ bakeMinutes: within(0, 30) })),
    weight: 1,
  },
);

/** Tasks of all roles, which say their sizes in full or not at all: what is left out depends on what they run on. */
const roles = (capacity: fc.Arbitrary<object>, size: typeof task) =>
  some({
    capacity,
    web: all(
      size,
      some({
        networkMode: field(fc.constant('awsvpc'), 'bridge'),
        containerPort: within(1, 65_535),
        containerProtocol: oneOf('HTTP', 'HTTPS'),
        tasks: range(1, 3),
        scaling: some({ cpu: within(1, 100), memory: within(1, 100), requestsPerTask: within(1, 2000) }),
        healthCheckPath: field(fc.constantFrom('/up', '/health?full=0'), 'up'),
        deployment,
      }),
    ),
    worker: all(size, some({ enabled: flag, tasks: range(1, 2) })),
    scheduler: all(size, some({ enabled: flag })),
    migrate: all(size, some({})),
  });

const replicated = {
  nodes: within(1, 6),
  authToken: flag,
  snapshotDays: within(1, 35),
  maintenanceWindow: weekly,
};
const sessions = fc.oneof(
  all(
    { store: fc.constant('memcached') },
    some({ nodes: within(1, 40), maxItemSize: within(1, 1024), maintenanceWindow: weekly }),
  ),
  all({ store: oneOf('redis', 'valkey') }, some(replicated)),
  all({ store: oneOf('redis', 'valkey'), snapshotDays: within(1, 35), snapshotWindow: daily }, some(replicated)),
);

const certificate = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/1`;

const names = fc.oneof(
  { arbitrary: fc.constant({}), weight: 3 },
  { arbitrary: fc.constant({ domain: 'www.example.com', hostedZone: 'example.com' }), weight: 3 },
  { arbitrary: fc.constant({ domain: 'www.example.com', certificateArn: certificate('us-east-1') }), weight: 3 },
  { arbitrary: some({ domain: oneOf('www.example.org'), hostedZone: oneOf('example.com') }), weight: 1 },
);

/** Whatever somebody could write into the file of an environment: mostly right, often not quite. */
export const anyEnvironment: fc.Arbitrary<EnvironmentInput> = fc
  .tuple(
    fc.record({
      name: oneOf('dev', 'staging', 'production', 'qa-2'),
      aws: field(fc.constantFrom({ region: 'us-east-1' }, { region: 'us-east-1', accountId: '111122223333' }), {}),
      network: all(
        {
          cidr: field(
            fc.constantFrom('10.10.0.0/16', '172.16.0.0/20', '192.168.3.0/24'),
            '10.10.0.0/8',
            '172.17.0.0/16',
          ),
        },
        some({
          availabilityZones: within(2, 3),
          nat: field(fc.constantFrom('instance', 'single', 'per-az'), 'none'),
          ipv6: flag,
          interfaceEndpoints: flag,
          flowLogs: flag,
        }),
      ),
    }),
    fc.oneof(roles(onInstances, task), roles(serverless, onFargate)),
    names,
    some({
      project: field(fc.constantFrom('laravel', 'a-project-of-20-char', 'shop'), 'ecshop', 'internal'),
      sessions,
      database: some({
        engine: oneOf('mysql', 'mariadb'),
        instanceClass: field(fc.constantFrom('db.t4g.medium', 'db.r8g.large'), 'db.t4g.micro'),
        storage: within(20, 100),
        maxStorage: field(fc.integer({ min: 110, max: 400 }), 22),
        multiAz: flag,
        backupDays: within(1, 35),
        backupWindow: daily,
        maintenanceWindow: weekly,
        performanceInsights: flag,
        monitoringInterval: field(fc.constantFrom(0, 1, 60), 2),
        restoreFrom: field(fc.constant('before-the-move'), '-'),
        password: oneOf('terraform', 'rds'),
        passwordRotation: oneOf('week', 'month'),
      }),
      nights: all({ stop: oneOf('20:00', '01:00'), start: oneOf('07:00') }, some({ weekends: oneOf('on', 'off') })),
      sidecars: field(
        fc.constantFrom(
          [],
          [{ name: 'agent', image: 'agent', cpu: 10, memoryReservation: 32, environment: { LEVEL: '${info}' } }],
          [{ name: 'router', image: 'fluent-bit', memoryReservation: 32, logRouter: { Name: 'http' } }],
        ),
        [{ name: 'web', image: 'agent', memoryReservation: 32 }],
      ),
      permissions: field(fc.constant([{ actions: ['s3:GetObject'], resources: ['arn:aws:s3:::uploads/*'] }]), [{}]),
      loadBalancer: some({
        rules: field(
          fc.constantFrom(
            [{ hosts: ['example.com'], redirectTo: 'www.example.com' }],
            [{ hosts: ['*.example.com'], paths: ['/horizon/*'], respond: 404 }],
          ),
          [{ respond: 404 }],
        ),
        stickiness: within(1, 604_800),
        firewall: some({ enabled: flag, rateLimit: within(10, 5000) }),
        accessLogs: some({ enabled: flag, retentionDays: within(1, 3650) }),
        testPort: field(fc.constant(9002), 443),
      }),
      operatorAddresses: field(fc.constantFrom([], ['203.0.113.7/32', '198.51.100.0/24']), ['0.0.0.0/0']),
      logs: some({ retentionDays: field(fc.constantFrom(1, 30), 2) }),
      alarms: some({ emails: field(fc.constant(['on-call@example.com']), ['nobody']) }),
      monthlyBudget: within(1, 1000),
      encryptionKey: oneOf('aws', 'own'),
      permissionsBoundary: field(fc.constantFrom('arn:aws:iam::111122223333:policy/boundary', 'shared'), 'boundary'),
      removal: field(fc.constant('keep'), 'delete'),
      isProtected: flag,
      tags: field(fc.constantFrom({}, { CostCentre: 'shop' }), { 'aws:owner': 'me' }, { project: 'x' }),
    }),
  )
  .map((parts) => Object.assign({}, ...parts) as EnvironmentInput);
