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
      network: { cidr: '10.10.0.0/16', availabilityZones: 2, nat: 'single' },
      capacity: { launchType: 'ec2', market: 'on-demand', instanceTypes: ['t3.small'], instances: { min: 1, max: 2 } },
      web: { cpu: 256, memoryReservation: 384, containerPort: 8080, tasks: { min: 1, max: 2 }, healthCheckPath: '/up' },
      sessions: { store: 'memcached', nodeType: 'cache.t4g.micro', nodes: 1 },
      database: { instanceClass: 'db.t4g.micro', storage: 20, multiAz: false, backupDays: 7 },
      operatorAddresses: [],
      logs: { retentionDays: 30 },
      alarms: { emails: [] },
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
      network: { cidr: '172.16.0.0/20', availabilityZones: 3, nat: 'per-az' },
      capacity: {
        launchType: 'ec2',
        market: 'mixed',
        onDemand: { base: 2, percentage: 25 },
        instanceTypes: ['m7g.large', 'm6g.large'],
        instances: { min: 2, max: 6 },
        keyPair: 'operators',
      },
      web: {
        cpu: 512,
        memoryReservation: 512,
        containerPort: 80,
        tasks: { min: 3, max: 12 },
        healthCheckPath: '/health?full=0',
      },
      sessions: { store: 'redis', nodeType: 'cache.m7g.large', nodes: 2 },
      database: { instanceClass: 'db.r8g.large', storage: 100, multiAz: true, backupDays: 35 },
      domain: 'www.example.com',
      certificateArn: 'arn:aws:acm:eu-west-3:111122223333:certificate/12345678-1234-1234-1234-123456789012',
      operatorAddresses: ['203.0.113.7/32'],
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
        "  - network.nat: got \"double\", must be one of 'none', 'single', 'per-az'",
        '  - web.tasks.max: got 0, must be a whole number from 1 to 1000 (tasks)',
      ].join('\n'),
    );
  });

  test('refuses fields that it does not know, wherever they stand, and lists those it knows', () => {
    expect(problemsOf({ webb: {} })).toEqual([
      expect.stringMatching(/^webb: there is no such field; known here: name, project, aws, /),
    ]);
    expect(problemsOf({ network: { cidr: '10.10.0.0/16', natt: 'none' } })).toEqual([
      'network.natt: there is no such field; known here: cidr, availabilityZones, nat',
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
      `sessions.store: got "files", must be one of 'memcached', 'redis'`,
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
      'too small a disk',
      { database: { storage: 5 } },
      'database.storage: got 5, must be a whole number from 20 to 65536 (GiB)',
    ],
    [
      'a certificate without domain',
      { certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/a' },
      'certificateArn: is a certificate for no host name',
    ],
    [
      'a certificate of another region',
      { domain: 'a.example.com', certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/a' },
      'certificateArn: is in eu-west-1, the load balancer in us-east-1',
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

  test('refuses what is no object at all', () => {
    expect(() => parseEnvironment(null, FILE)).toThrow('the configuration: got null, must be an object with name');
  });

  describe('leaves room for a release', () => {
    const capacity = { market: 'spot', instanceTypes: ['t3.small'], instances: { min: 1, max: 2 } };
    const web = (max: number) => ({ capacity, web: { memoryReservation: 600, tasks: { max } } });

    test('with one place more than the most tasks', () => {
      expect(problemsOf(web(5))).toEqual([]);
    });

    test('and refuses more tasks than the capacity can hold', () => {
      expect(problemsOf(web(6))).toEqual([
        'web.tasks.max: is 6, and a release needs room for one more, but 2 × t3.small hold 6 tasks of 256 CPU units and 600 MiB: lower ' +
          'web.tasks.max, web.cpu or web.memoryReservation, or raise capacity.instances.max or the instance type',
      ]);
    });

    test('of CPU units as well as of memory', () => {
      expect(problemsOf({ capacity, web: { cpu: 1024, memoryReservation: 64, tasks: { max: 4 } } })).toEqual([
        expect.stringContaining('2 × t3.small hold 4 tasks of 1024 CPU units and 64 MiB'),
      ]);
    });

    test('on the smallest of several types', () => {
      const mixed = { ...capacity, instanceTypes: ['m5.large', 't3.micro'] };
      expect(problemsOf({ capacity: mixed, web: { memoryReservation: 600, tasks: { max: 2 } } })).toEqual([
        expect.stringContaining('2 × t3.micro hold 2 tasks'),
      ]);
    });

    test('and assumes nothing of a type whose memory it does not know', () => {
      const unknown = { ...capacity, instanceTypes: ['x9zz.large'] };
      expect(problemsOf({ capacity: unknown, web: { tasks: { max: 1000 } } })).toEqual([]);
    });
  });
});
