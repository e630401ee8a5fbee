import { ConfigurationError } from './configuration-error';
import { type EnvironmentInput, parseEnvironment } from './environment';

const FILE = 'environments/dev/environment.ts';

const least: EnvironmentInput = { name: 'dev', aws: { region: 'us-east-1' }, network: { cidr: '10.10.0.0/16' } };

const parse = (changes: object = {}) => parseEnvironment({ ...least, ...changes }, FILE);

function problemsOf(changes: object): readonly string[] {
  try {
    parse(changes);
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe('parseEnvironment', () => {
  test('needs a name, a region and a network, and has a default for all else', () => {
    expect(parse()).toEqual({
      name: 'dev',
      project: 'laravel',
      aws: { region: 'us-east-1' },
      network: {
        cidr: '10.10.0.0/16',
        availabilityZones: 2,
        nat: 'single',
        ipv6: false,
        interfaceEndpoints: false,
        flowLogs: false,
      },
      capacity: {
        launchType: 'ec2',
        market: 'on-demand',
        instanceTypes: ['t3.small'],
        instances: { min: 1, max: 2 },
        operatingSystem: 'amazon-linux-2023',
        protectTasks: false,
      },
      web: {
        cpu: 256,
        memoryReservation: 384,
        stopTimeout: 30,
        containerPort: 8080,
        containerProtocol: 'HTTP',
        tasks: { min: 1, max: 2 },
        scaling: { cpu: 60 },
        healthCheckPath: '/up',
        deployment: { strategy: 'rolling' },
      },
      worker: { enabled: true, cpu: 128, memoryReservation: 256, stopTimeout: 30, tasks: { min: 1, max: 1 } },
      scheduler: { enabled: true, cpu: 64, memoryReservation: 128, stopTimeout: 30 },
      migrate: { cpu: 128, memoryReservation: 256, stopTimeout: 30 },
      sidecars: [],
      permissions: [],
      sessions: { store: 'memcached', nodeType: 'cache.t4g.micro', nodes: 1, maxItemSize: 1 },
      database: {
        engine: 'mysql',
        instanceClass: 'db.t4g.micro',
        storage: 20,
        multiAz: false,
        backupDays: 7,
        performanceInsights: false,
        monitoringInterval: 0,
        password: 'terraform',
        passwordRotation: 'month',
      },
      loadBalancer: {
        extraCertificateArns: [],
        rules: [],
        firewall: { enabled: false, rateLimit: 2000 },
        accessLogs: { enabled: false, retentionDays: 90 },
        testPort: 9001,
      },
      operatorAddresses: [],
      secrets: [],
      logs: { retentionDays: 30 },
      alarms: { emails: [] },
      encryptionKey: 'aws',
      removal: 'keep',
      isProtected: false,
      tags: {},
    });
  });

  test('takes everything that can be said', () => {
    const said = {
      name: 'prod',
      project: 'shop',
      aws: { region: 'eu-west-3', accountId: '111122223333' },
      network: {
        cidr: '172.16.0.0/20',
        availabilityZones: 3,
        nat: 'per-az',
        ipv6: true,
        interfaceEndpoints: true,
        flowLogs: true,
      },
      capacity: {
        launchType: 'ec2',
        market: 'mixed',
        onDemand: { base: 2, percentage: 25 },
        instanceTypes: ['m7g.large', 'm6g.large'],
        instances: { min: 2, max: 6 },
        operatingSystem: 'amazon-linux-2023',
        protectTasks: true,
        keyPair: 'operators',
      },
      web: {
        cpu: 512,
        memoryReservation: 512,
        stopTimeout: 120,
        networkMode: 'bridge',
        containerPort: 80,
        containerProtocol: 'HTTPS',
        tasks: { min: 3, max: 12 },
        scaling: { cpu: 50, memory: 70, requestsPerTask: 600 },
        healthCheckPath: '/health?full=0',
        deployment: { strategy: 'rolling' },
      },
      worker: { enabled: true, cpu: 256, memoryReservation: 300, stopTimeout: 120, tasks: { min: 2, max: 4 } },
      scheduler: { enabled: false, cpu: 64, memoryReservation: 128, stopTimeout: 60 },
      migrate: { cpu: 512, memoryReservation: 512, stopTimeout: 2 },
      sidecars: [
        {
          name: 'router',
          image: 'public.ecr.aws/aws-observability/aws-for-fluent-bit:stable',
          command: ['run'],
          cpu: 32,
          memoryReservation: 64,
          essential: true,
          readonlyRootFilesystem: false,
          environment: { LEVEL: 'info' },
          logRouter: { Name: 'http', Host: 'logs.example.com' },
        },
      ],
      permissions: [{ actions: ['s3:GetObject', 's3:PutObject'], resources: ['arn:aws:s3:::uploads/*'] }],
      nights: { stop: '20:00', start: '07:00', timezone: 'Europe/Paris', weekends: 'off' },
      encryptionKey: 'own',
      permissionsBoundary: 'arn:aws:iam::111122223333:policy/boundary',
      sessions: {
        store: 'valkey',
        nodeType: 'cache.m7g.large',
        nodes: 2,
        authToken: true,
        snapshotDays: 7,
        snapshotWindow: '01:00-02:00',
        maintenanceWindow: 'sun:03:00-sun:04:00',
      },
      database: {
        engine: 'mariadb',
        instanceClass: 'db.r8g.large',
        storage: 100,
        maxStorage: 1000,
        multiAz: true,
        backupDays: 35,
        backupWindow: '01:00-02:00',
        maintenanceWindow: 'sun:03:00-sun:04:00',
        performanceInsights: true,
        monitoringInterval: 60,
        restoreFrom: 'before-the-move',
        password: 'rds',
        passwordRotation: 'week',
      },
      domain: 'www.example.com',
      certificateArn: 'arn:aws:acm:eu-west-3:111122223333:certificate/12345678-1234-1234-1234-123456789012',
      loadBalancer: {
        extraCertificateArns: ['arn:aws:acm:eu-west-3:111122223333:certificate/2'],
        rules: [
          { hosts: ['example.com'], paths: [], redirectTo: 'www.example.com' },
          { hosts: ['*.example.com'], paths: ['/horizon/*'], respond: 404 },
        ],
        stickiness: 3600,
        firewall: { enabled: true, rateLimit: 500 },
        accessLogs: { enabled: true, retentionDays: 30 },
        testPort: 8443,
      },
      operatorAddresses: ['203.0.113.7/32'],
      secrets: ['MAIL_PASSWORD'],
      logs: { retentionDays: 365 },
      alarms: { emails: ['on-call@example.com'] },
      monthlyBudget: 500,
      removal: 'keep',
      isProtected: true,
      tags: { CostCentre: 'web shop' },
    } satisfies EnvironmentInput;
    expect(parseEnvironment(said, FILE)).toEqual(said);
  });

  test('names the file and every wrong field at once', () => {
    expect(() => parse({ web: { tasks: { max: 0 } }, network: { cidr: '10.10.0.0/16', nat: 'double' } })).toThrow(
      [
        'environments/dev/environment.ts is not valid:',
        "  - network.nat: got \"double\", must be one of 'none', 'instance', 'single', 'per-az'",
        '  - web.tasks.max: got 0, must be a whole number from 1 to 1000 (tasks)',
      ].join('\n'),
    );
  });

  test('refuses fields that it does not know, wherever they stand, and lists those it knows', () => {
    expect(problemsOf({ webb: {} })).toEqual([
      expect.stringMatching(/^webb: there is no such field; known here: name, project, aws, /),
    ]);
    expect(problemsOf({ network: { cidr: '10.10.0.0/16', natt: 'none' } })).toEqual([
      'network.natt: there is no such field; known here: cidr, availabilityZones, nat, ipv6, interfaceEndpoints, flowLogs',
    ]);
    expect(problemsOf({ capacity: { market: 'spot', onDemand: {} } })).toEqual([
      expect.stringMatching(/^capacity\.onDemand: there is no such field; known here: launchType, instanceTypes, /),
    ]);
  });

  test.each<[string, object, string]>([
    ['a missing name', { name: undefined }, 'name is missing: it must be 2 to 10 lower-case letters'],
    ['a name too long for AWS', { name: 'production-eu' }, 'name: got "production-eu", must be 2 to 10 lower-case'],
    [
      'an e-mail address that is none',
      { alarms: { emails: ['on-call'] } },
      `alarms.emails.0: got "on-call", must be an e-mail address, such as 'on-call@example.com'`,
    ],
    ['a budget of nothing', { monthlyBudget: 0 }, 'monthlyBudget: got 0, must be a whole number from 1 to'],
    [
      'protected data that is to be deleted',
      { removal: 'delete', isProtected: true },
      "isProtected: keeps data, and removal is 'delete': set removal to 'keep', or isProtected to false",
    ],
    ['a name in capitals', { name: 'Dev' }, 'name: got "Dev"'],
    ['the name of the shared stack', { name: 'shared' }, "name: 'shared' is the stack that all environments share"],
    ['a project name too long for AWS', { project: 'a-very-long-project-name' }, 'must be 2 to 20 lower-case'],
    ['a region that is none', { aws: { region: 'Paris' } }, 'aws.region: got "Paris", must be an AWS region'],
    [
      'an account id as a number',
      { aws: { region: 'us-east-1', accountId: 111122223333 } },
      'aws.accountId: got 111122223333, must be an AWS account id',
    ],
    [
      'a single zone',
      { network: { cidr: '10.10.0.0/16', availabilityZones: 1 } },
      'network.availabilityZones: got 1, must be a whole number from 2 to 3',
    ],
    ['a public network', { network: { cidr: '8.8.0.0/16' } }, 'network.cidr: must be a private IPv4 range'],
    ['a network with host bits', { network: { cidr: '10.10.0.1/16' } }, 'network.cidr: must be a private IPv4 range'],
    [
      'a network too large',
      { network: { cidr: '10.0.0.0/8' } },
      'network.cidr: must be a private IPv4 range of size /16 to /24',
    ],
    ['a network too small', { network: { cidr: '10.0.0.0/26' } }, 'network.cidr: must be'],
    [
      'a capacity without market',
      { capacity: {} },
      "capacity.market is missing: it must be one of 'spot', 'on-demand', 'mixed'",
    ],
    ['a market that is none', { capacity: { market: 'black' } }, 'capacity.market: got "black"'],
    [
      'no instance type',
      { capacity: { market: 'spot', instanceTypes: [] } },
      'must be a list of 1 to 20 instance types',
    ],
    [
      'the same instance type twice',
      { capacity: { market: 'spot', instanceTypes: ['t3.small', 't3.small'] } },
      'capacity.instanceTypes: lists one of its instance types twice',
    ],
    [
      'an instance type that is none',
      { capacity: { market: 'spot', instanceTypes: ['small'] } },
      'capacity.instanceTypes.0: got "small"',
    ],
    [
      'two architectures',
      { capacity: { market: 'spot', instanceTypes: ['t3.small', 't4g.small'] } },
      'mixes Graviton (arm64) and x86 types',
    ],
    [
      'fewer instances at most than at least',
      { capacity: { market: 'spot', instances: { min: 3, max: 2 } } },
      'capacity.instances.min: is 3, above max (2)',
    ],
    [
      'an on-demand base that can not be',
      { capacity: { market: 'mixed', onDemand: { base: 3 } } },
      'capacity.onDemand.base: is 3, above instances.max (2)',
    ],
    [
      'more than a hundred per cent',
      { capacity: { market: 'mixed', onDemand: { percentage: 101 } } },
      'must be a whole number from 0 to 100 (per cent)',
    ],
    ['fewer tasks at most than at least', { web: { tasks: { min: 3, max: 2 } } }, 'web.tasks.min: is 3, above max (2)'],
    ['a health check path without slash', { web: { healthCheckPath: 'up' } }, "must be a path that begins with '/'"],
    [
      'a store that is none',
      { sessions: { store: 'files' } },
      `sessions.store: got "files", must be one of 'memcached', 'redis', 'valkey'`,
    ],
    [
      'too many memcached nodes',
      { sessions: { store: 'memcached', nodes: 41 } },
      'sessions.nodes: got 41, must be a whole number from 1 to 40',
    ],
    [
      'too many Redis nodes',
      { sessions: { store: 'redis', nodes: 7 } },
      'sessions.nodes: got 7, must be a whole number from 1 to 6',
    ],
    [
      'memcached with TLS',
      { sessions: { store: 'memcached', tls: true } },
      'sessions.tls: got true, must be false: the memcached extension of PHP is built on libmemcached, which speaks no TLS',
    ],
    [
      'serverless memcached',
      { sessions: { store: 'memcached', serverless: true } },
      "sessions.serverless: got true, must be false: serverless memcached speaks TLS alone, and the memcached extension of PHP does not; for TLS take store 'valkey' or 'redis'",
    ],
    [
      'a window for snapshots that are not kept',
      { sessions: { store: 'redis', snapshotWindow: '01:00-02:00' } },
      'sessions.snapshotWindow: is for snapshots, of which none is kept',
    ],
    [
      'snapshots during maintenance',
      {
        sessions: {
          store: 'redis',
          snapshotDays: 1,
          snapshotWindow: '01:00-02:00',
          maintenanceWindow: 'sun:01:30-sun:03:00',
        },
      },
      'sessions.snapshotWindow: is 01:00-02:00, which overlaps maintenanceWindow (sun:01:30-sun:03:00): move one of them',
    ],
    [
      'a maintenance too short',
      { sessions: { store: 'memcached', maintenanceWindow: 'sun:03:00-sun:03:30' } },
      'sessions.maintenanceWindow: must be a time of the week in UTC of 60 minutes or more',
    ],
    [
      'too small a disk',
      { database: { storage: 5 } },
      'database.storage: got 5, must be a whole number from 20 to 65536 (GiB)',
    ],
    [
      'a disk that can hardly grow',
      { database: { storage: 100, maxStorage: 109 } },
      'database.maxStorage: is 109, and RDS wants 10 % above storage: make it 110 or more',
    ],
    [
      'a window for backups that are not kept',
      { database: { backupDays: 0, backupWindow: '01:00-02:00' } },
      'database.backupWindow: is for backups, of which none is kept',
    ],
    [
      'backups during maintenance',
      { database: { backupWindow: '01:00-02:00', maintenanceWindow: 'sat:01:30-sat:02:30' } },
      'database.backupWindow: is 01:00-02:00, which overlaps maintenanceWindow (sat:01:30-sat:02:30)',
    ],
    [
      'Performance Insights on a class that has none',
      { database: { performanceInsights: true } },
      'database.performanceInsights: is not to be had with db.t4g.micro: take db.t4g.medium or larger',
    ],
    [
      'a password that RDS changes at no time',
      { database: { password: 'rds' } },
      "database.maintenanceWindow: is missing, and password is 'rds', which changes in it: give one",
    ],
    [
      'a password that RDS changes at half past',
      { database: { password: 'rds', maintenanceWindow: 'sun:03:30-sun:04:30' } },
      'database.maintenanceWindow: is sun:03:30-sun:04:30, and Secrets Manager, which changes the password in it, begins on the hour',
    ],
    [
      'a monitoring that RDS does not know',
      { database: { monitoringInterval: 2 } },
      'database.monitoringInterval: is no number of seconds that RDS knows: choose one of 0, 1, 5, 10, 15, 30, 60',
    ],
    [
      'a certificate without domain',
      { certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/a' },
      'certificateArn: is a certificate for no host name',
    ],
    [
      'a certificate of another region',
      { domain: 'a.example.com', certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/a' },
      'certificateArn: is in eu-west-1, and the environment in us-east-1: name a certificate there',
    ],
    [
      'a zone and a certificate',
      {
        domain: 'a.example.com',
        hostedZone: 'example.com',
        certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/a',
      },
      'hostedZone: has a certificate made, and certificateArn names one: take one of them out',
    ],
    ['a zone without domain', { hostedZone: 'example.com' }, 'hostedZone: is for no host name: give domain as well'],
    [
      'a domain outside its zone',
      { domain: 'a.badexample.com', hostedZone: 'example.com' },
      "domain: is 'a.badexample.com', which is not in the zone 'example.com'",
    ],
    [
      'more certificates without a first',
      { loadBalancer: { extraCertificateArns: ['arn:aws:acm:us-east-1:111122223333:certificate/a'] } },
      'loadBalancer.extraCertificateArns: are for more host names, and there is no first',
    ],
    [
      'another certificate of another region',
      {
        domain: 'a.example.com',
        hostedZone: 'example.com',
        loadBalancer: { extraCertificateArns: ['arn:aws:acm:eu-west-1:111122223333:certificate/a'] },
      },
      'loadBalancer.extraCertificateArns.0: is in eu-west-1, and the environment in us-east-1',
    ],
    [
      'tests on the port of users',
      { loadBalancer: { testPort: 443 } },
      'loadBalancer.testPort: is 443, which serves users: choose another',
    ],
    [
      'a limit that the firewall does not know',
      { loadBalancer: { firewall: { rateLimit: 1 } } },
      'loadBalancer.firewall.rateLimit: got 1',
    ],
    [
      'a domain with a scheme',
      { domain: 'https://example.com' },
      'domain: got "https://example.com", must be a host name',
    ],
    ['SSH for the world', { operatorAddresses: ['0.0.0.0/0'] }, 'opens SSH to the whole world'],
    [
      'an operator address without prefix',
      { operatorAddresses: ['203.0.113.7'] },
      "operatorAddresses.0: got '203.0.113.7', must be an IPv4 range",
    ],
    [
      'a retention that CloudWatch does not know',
      { logs: { retentionDays: 31 } },
      'logs.retentionDays: is no number of days that CloudWatch Logs knows: choose one of 1, 3, 5',
    ],
    [
      'a launch type that is none',
      { capacity: { launchType: 'lambda', market: 'spot' } },
      `capacity.launchType: got "lambda", must be 'ec2' or 'fargate'`,
    ],
    [
      'instances on Fargate',
      { capacity: { launchType: 'fargate', market: 'spot', instances: { max: 3 } } },
      'capacity.instances: there is no such field; known here: launchType, architecture, market',
    ],
    [
      'CPU that Fargate does not have',
      { capacity: { launchType: 'fargate', market: 'spot' }, worker: { cpu: 128 } },
      'worker.cpu: is 128, which Fargate does not have: choose one of 256, 512, 1024, 2048, 4096, 8192, 16384',
    ],
    [
      'memory that Fargate does not have',
      { capacity: { launchType: 'fargate', market: 'spot' }, web: { memoryReservation: 384 } },
      'web.memoryReservation: is 384, which Fargate does not have for 256 CPU units: choose one of 512, 1024, 2048',
    ],
    [
      'memory between the steps of Fargate',
      { capacity: { launchType: 'fargate', market: 'spot' }, migrate: { cpu: 8192, memoryReservation: 17_000 } },
      'migrate.memoryReservation: is 17000, which Fargate does not have for 8192 CPU units: choose one of 16384 to 61440 in steps of 4096',
    ],
    [
      'bridge mode on Fargate',
      { capacity: { launchType: 'fargate', market: 'spot' }, web: { networkMode: 'bridge' } },
      "web.networkMode: is 'bridge', which Fargate does not have",
    ],
    [
      'blue/green with bridge mode',
      { web: { deployment: { strategy: 'blue-green' } } },
      "web.deployment.strategy: is 'blue-green', for which ECS needs tasks with addresses of their own",
    ],
    [
      'addresses that lead nowhere',
      { network: { cidr: '10.10.0.0/16', nat: 'none' }, web: { networkMode: 'awsvpc' } },
      "web.networkMode: is 'awsvpc', and without a NAT such a task reaches nothing",
    ],
    [
      'a strategy that is none',
      { web: { deployment: { strategy: 'red-black' } } },
      `web.deployment.strategy: got "red-black", must be one of 'rolling', 'blue-green', 'canary', 'linear'`,
    ],
    [
      'a hook at no stage',
      {
        web: {
          networkMode: 'awsvpc',
          deployment: {
            strategy: 'canary',
            hooks: [{ functionArn: 'arn:aws:lambda:us-east-1:111122223333:function:check', stages: [] }],
          },
        },
      },
      'web.deployment.hooks.0.stages: got [], must be a list of 1 to 7 stages',
    ],
    ['a stop that takes too long', { worker: { stopTimeout: 121 } }, 'worker.stopTimeout: got 121'],
    ['a boundary that is a name', { permissionsBoundary: 'boundary' }, `must be 'shared', or the ARN of an IAM policy`],
    ["a key that is nobody's", { encryptionKey: 'mine' }, `must be one of 'aws', 'own'`],
    ['a night without length', { nights: { stop: '07:00', start: '07:00' } }, 'nights.start: is 07:00, and so is stop'],
    ...['amazonia', 'amzn', 'awsome', 'ecshop', 'fargate', 'ssm-x', 'internal-tools', 'sg', 'sthree'].map(
      (project): [string, object, string] => [
        `the project name ${project}, which begins as some of AWS's own do`,
        { project },
        `project: is '${project}', and AWS keeps names that begin with '`,
      ],
    ),
    [
      'a rule for nothing',
      { loadBalancer: { rules: [{ respond: 404 }] } },
      'loadBalancer.rules.0.hosts: and paths are 0 together: name 1 to 5',
    ],
    [
      'a rule that does nothing',
      { loadBalancer: { rules: [{ paths: ['/a'] }] } },
      'loadBalancer.rules.0.redirectTo: and respond say what happens: give one of the two',
    ],
    [
      'a rule that does two things',
      { loadBalancer: { rules: [{ paths: ['/a'], respond: 404, redirectTo: 'a.example.com' }] } },
      'loadBalancer.rules.0.redirectTo: and respond say what happens: give one of the two',
    ],
    [
      'a rule that leads to itself',
      { loadBalancer: { rules: [{ hosts: ['a.example.com'], redirectTo: 'a.example.com' }] } },
      "loadBalancer.rules.0.redirectTo: is 'a.example.com', which the rule is for: browsers would go in circles",
    ],
    [
      'a rule that leads back',
      {
        domain: 'a.example.com',
        loadBalancer: { rules: [{ paths: ['/a'], redirectTo: 'a.example.com' }] },
      },
      "loadBalancer.rules.0.redirectTo: is 'a.example.com', which is where the requests come from",
    ],
    [
      'a sidecar by the name of a role',
      { sidecars: [{ name: 'web', image: 'a', memoryReservation: 32 }] },
      "sidecars.0.name: is 'web', which another container of the task has: choose another",
    ],
    [
      'two log routers',
      {
        sidecars: ['a', 'b', 'c'].map((name) => ({
          name,
          image: 'a',
          memoryReservation: 32,
          ...(name !== 'b' && { logRouter: {} }),
        })),
      },
      'sidecars.2.logRouter: makes it the second log router of the task, which may have one: take it out',
    ],
    [
      'sidecars that leave nothing of a task on Fargate',
      {
        capacity: { launchType: 'fargate', market: 'spot' },
        worker: { cpu: 512, memoryReservation: 1024 },
        sidecars: [{ name: 'router', image: 'a', memoryReservation: 512 }],
      },
      'sidecars: set aside 0 CPU units and 512 MiB together, and a task of the role web has 256 and 512 for all its containers',
    ],
    [
      'an action that is none',
      { permissions: [{ actions: ['read'], resources: ['*'] }] },
      `permissions.0.actions.0: got "read", must be an action of IAM, such as 's3:GetObject'`,
    ],
    ['a tag that is set anyway', { tags: { environment: 'x' } }, 'tags.environment: is set here: take it out'],
    [
      'tags that IAM takes for one',
      { tags: { Team: 'a', team: 'b' } },
      "tags.team: is here as 'Team', which IAM takes for the same",
    ],
    [
      'a key pair for what has no SSH',
      { capacity: { market: 'spot', operatingSystem: 'bottlerocket', keyPair: 'a' } },
      'capacity.keyPair: is for SSH, which Bottlerocket does not serve',
    ],
    [
      "the containers' own network",
      { network: { cidr: '172.17.128.0/20' } },
      'network.cidr: is 172.17.128.0/20, and Docker gives 172.17.0.0/16 to the containers of an instance',
    ],
    [
      'a boundary of another account',
      {
        aws: { region: 'us-east-1', accountId: '111122223333' },
        permissionsBoundary: 'arn:aws:iam::999999999999:policy/boundary',
      },
      'permissionsBoundary: belongs to the account 999999999999, and the environment to 111122223333',
    ],
    [
      'a snapshot of another region',
      { database: { restoreFrom: 'arn:aws:rds:eu-west-1:111122223333:snapshot:old' } },
      'database.restoreFrom: is in eu-west-1, and the environment in us-east-1',
    ],
    ["a tag of AWS's own", { tags: { 'aws:owner': 'me' } }, "not beginning with 'aws:'"],
    ['a tag that is no text', { tags: { Owner: 7 } }, 'tags.Owner: got 7, must be a text'],
    [
      'too many tags',
      { tags: Object.fromEntries(Array.from({ length: 41 }, (_, i) => [`tag${i}`, ''])) },
      'tags: are 41, of at most 40',
    ],
  ])('refuses %s', (_, changes, problem) => {
    expect(problemsOf(changes)).toEqual([expect.stringContaining(problem)]);
  });

  test.each(['amaze', 'awesome', 'ecology', 'sgx', 'internals'])('takes the project name %s', (project) => {
    expect(parse({ project }).project).toBe(project);
  });

  test("takes a boundary of AWS's own, and a snapshot that another account shares", () => {
    const aws = { region: 'us-east-1', accountId: '111122223333' };
    const permissionsBoundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    const restoreFrom = 'arn:aws:rds:us-east-1:999999999999:shared-snapshot:theirs';
    expect(problemsOf({ aws, permissionsBoundary, database: { restoreFrom } })).toEqual([]);
  });

  describe('leaves an address for every task that has its own', () => {
    const network = { cidr: '10.10.0.0/24' };
    const capacity = { launchType: 'fargate', market: 'spot' };
    const release = (max: number, more: object = {}) => ({ network, capacity, web: { tasks: { max } }, ...more });

    test('while a release runs, on Fargate for tasks of every role', () => {
      // Beside the web tasks: one of them more, two workers, the scheduler and the migration.
      expect(problemsOf(release(27))).toEqual([]);
      expect(problemsOf(release(28))).toEqual([
        "network.cidr: is 10.10.0.0/24, whose subnets have 32 addresses for tasks and instances, and a release has 33 of them at once: take a larger range, or lower the tasks' max",
      ]);
    });

    test('of as many zones as there are', () => {
      expect(problemsOf(release(28, { network: { ...network, availabilityZones: 3 } }))).toEqual([]);
    });

    test('and for instances, whose tasks in bridge mode need none', () => {
      const machines = { market: 'spot', instanceTypes: ['m7i.4xlarge'], instances: { max: 32 } };
      expect(problemsOf(release(500, { capacity: machines }))).toEqual([]);
      expect(problemsOf(release(1, { capacity: { ...machines, instances: { max: 33 } } }))).toEqual([
        expect.stringContaining('a release has 33 of them at once'),
      ]);
    });
  });

  test('has Terraform take texts as they are, whatever they look like', () => {
    const sidecars = [
      { name: 'a', image: 'a', memoryReservation: 32, environment: { A: '${b} %{c} $d 5 %', E: '$${f}' } },
    ];
    const { environment } = parse({ sidecars }).sidecars[0] ?? {};
    expect(environment).toEqual({ A: '$${b} %%{c} $d 5 %', E: '$$${f}' });
    expect(parse({ web: { healthCheckPath: '/${up}' } }).web.healthCheckPath).toBe('/$${up}');
  });

  test('refuses what is no object at all', () => {
    expect(() => parseEnvironment(null, FILE)).toThrow('the configuration: got null, must be an object with name');
  });

  test('fills in sizes that Fargate has where tasks run there', () => {
    const { web, worker, scheduler, migrate } = parse({ capacity: { launchType: 'fargate', market: 'spot' } });
    for (const role of [web, worker, scheduler, migrate]) {
      expect(role).toMatchObject({ cpu: 256, memoryReservation: 512 });
    }
  });

  test('has containers listen where TLS is usual where it is spoken, unless another port is given', () => {
    expect(parse({ web: { containerProtocol: 'HTTPS' } }).web.containerPort).toBe(8443);
    expect(parse({ web: { containerProtocol: 'HTTPS', containerPort: 443 } }).web.containerPort).toBe(443);
  });

  describe('leaves room for a release', () => {
    const capacity = { market: 'spot', instanceTypes: ['t3.small'], instances: { min: 1, max: 2 } };
    const alone = { worker: { enabled: false }, scheduler: { enabled: false }, migrate: { memoryReservation: 64 } };
    const web = (max: number) => ({ capacity, ...alone, web: { memoryReservation: 600, tasks: { max } } });

    test('with one place more than the most tasks, and one for the migration', () => {
      expect(problemsOf(web(5))).toEqual([
        'capacity.instances.max: is 2, and so many t3.small have no room for a release, which runs 6 × web (256 CPU units, 600 MiB), ' +
          "1 × migrate (128 CPU units, 64 MiB) at once: raise it, take a larger type, or lower the tasks' max, cpu or memoryReservation",
      ]);
      expect(problemsOf(web(4))).toEqual([]);
    });

    test('for workers and the scheduler, too', () => {
      const tight = { ...web(3), worker: { memoryReservation: 600, tasks: { max: 1 } } };
      expect(problemsOf(tight)).toEqual([expect.stringContaining('2 × worker (128 CPU units, 600 MiB)')]);
      expect(problemsOf({ ...tight, capacity: { ...capacity, instances: { max: 3 } } })).toEqual([]);
    });

    test('for the sidecars of every task', () => {
      const sidecars = [{ name: 'router', image: 'a', cpu: 10, memoryReservation: 100 }];
      expect(problemsOf({ ...web(4), sidecars })).toEqual([
        expect.stringContaining('5 × web (266 CPU units, 700 MiB), 1 × migrate (138 CPU units, 164 MiB)'),
      ]);
    });

    test('on the smallest of several types', () => {
      const mixed = { ...capacity, instanceTypes: ['m5.large', 't3.micro'] };
      expect(problemsOf({ ...web(2), capacity: mixed })).toEqual([
        expect.stringContaining('so many t3.micro have no room'),
      ]);
    });

    test('for twice the tasks, with an address each, where all requests move at once', () => {
      const blueGreen = {
        ...alone,
        capacity,
        web: { networkMode: 'awsvpc', tasks: { max: 3 }, deployment: { strategy: 'blue-green' } },
      };
      expect(problemsOf(blueGreen)).toEqual([
        expect.stringContaining('6 × web (256 CPU units, 384 MiB, an address each)'),
      ]);
      expect(problemsOf({ ...blueGreen, capacity: { ...capacity, instances: { max: 3 } } })).toEqual([]);
    });

    test('and assumes nothing of a type whose memory it does not know', () => {
      const unknown = { ...capacity, instanceTypes: ['x9zz.large'] };
      expect(problemsOf({ capacity: unknown, web: { tasks: { max: 1000 } } })).toEqual([]);
    });
  });
});
