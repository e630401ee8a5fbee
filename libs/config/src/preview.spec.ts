import { ConfigurationError } from './configuration-error';
import { parsePreview, type PreviewInput } from './preview';

const FILE = 'environments/preview/environment.ts';

const least: PreviewInput = { name: 'preview', aws: { region: 'us-east-1' } };

const parse = (changes: object = {}) => parsePreview({ ...least, ...changes }, FILE);

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

describe('parsePreview', () => {
  test('needs a region, and has a default for all else: ten small ones on spot that share dev for three days', () => {
    expect(parse()).toMatchObject({
      project: 'laravel',
      of: 'dev',
      limit: 10,
      timeToLive: 72,
      capacity: { launchType: 'fargate', market: 'spot', architecture: 'arm64' },
      web: { cpu: 256, memoryReservation: 512, tasks: { min: 1, max: 1 }, healthCheckPath: '/up' },
      worker: { enabled: false },
      scheduler: { enabled: false },
      secrets: [],
      permissions: [],
    });
  });

  test.each([
    ['1h', 1],
    ['12h', 12],
    ['3d', 72],
    ['30d', 720],
    ['720h', 720],
  ])('takes a time to live of %s for %d hours', (timeToLive, hours) => {
    expect(parse({ timeToLive }).timeToLive).toBe(hours);
  });

  test.each(['0h', '31d', '721h', '3', 'd', '1.5d', '3w', ''])('refuses a time to live of %j', (timeToLive) => {
    expect(problemsOf({ timeToLive })).toEqual([
      expect.stringMatching(/^timeToLive: got .*, must be hours or days from 1h to 30d, such as '12h' or '3d'$/),
    ]);
  });

  test.each<[string, object, string]>([
    ['another name', { name: 'dev' }, `name: got "dev", must be 'preview'`],
    ['no preview at all', { limit: 0 }, 'limit: got 0, must be a whole number from 1 to 50 (previews)'],
    ['more than a load balancer takes', { limit: 51 }, 'limit: got 51, must be a whole number from 1 to 50 (previews)'],
    [
      'to share what is shared anyway',
      { of: 'shared' },
      `of: 'shared' is the stack that all environments share, 'local' the one on this computer, and 'preview' what previews are like: choose another name`,
    ],
    ['to share a preview', { of: 'pr-fix' }, `of: names that begin with 'pr-' are those of previews: choose another`],
    [
      'a size that Fargate does not have',
      { web: { cpu: 300 } },
      'web.cpu: is 300, which Fargate does not have: choose one of 256, 512, 1024, 2048, 4096, 8192, 16384',
    ],
    [
      'a boundary of another account',
      {
        aws: { region: 'us-east-1', accountId: '111122223333' },
        permissionsBoundary: 'arn:aws:iam::999999999999:policy/b',
      },
      'permissionsBoundary: belongs to the account 999999999999, and the environment to 111122223333: name a policy of that account',
    ],
  ])('refuses %s', (_, changes, problem) => {
    expect(problemsOf(changes)).toEqual([problem]);
  });
});
