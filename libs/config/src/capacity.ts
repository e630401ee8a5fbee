import { z } from 'zod';
import { flag, integer, list, object, oneOf, range, text } from './fields';
import { architectureOf, INSTANCE_TYPE } from './instance-type';

const ec2 = {
  /** Where tasks run: on EC2 instances. */
  launchType: z
    .literal('ec2')
    .optional()
    // A default would hide the word from the union below, which chooses by it.
    .transform(() => 'ec2' as const),

  /**
   * Instance types that the auto scaling group may start, the preferred one first. Several make spot interruptions
   * rarer. All of one processor architecture.
   */
  instanceTypes: list(
    text(INSTANCE_TYPE, `an EC2 instance type, such as 't3.small'`),
    { min: 1, max: 20 },
    'instance types',
  )
    .default(['t3.small'])
    .superRefine((types, context) => {
      if (new Set(types.map(architectureOf)).size > 1) {
        context.addIssue({
          code: 'custom',
          message: `mixes Graviton (arm64) and x86 types (${types.join(', ')}): one image runs on one of them, choose one`,
        });
      }
    }),

  /** How many instances, 0 to 100. */
  instances: range(0, 100, 'instances', { min: 1, max: 2 }),

  /** What the instances run on: Amazon Linux, or Bottlerocket, which has no shell and can't be written to. */
  operatingSystem: oneOf('amazon-linux-2023', 'bottlerocket').default('amazon-linux-2023'),

  /** Whether an instance with tasks on it is never ended to save money. */
  protectTasks: flag().default(false),

  /** Name of an EC2 key pair for SSH. Sessions of AWS Systems Manager need none. */
  keyPair: text(/^[\x20-\x7e]{1,255}$/, 'the name of an EC2 key pair (1 to 255 ASCII characters)').optional(),
};

const onDemand = object({
  /** Instances that are always on demand, before any is shared out by percentage. */
  base: integer(0, 100, 'instances').default(0),
  /** Of the instances above the base, how many in a hundred are on demand. */
  percentage: integer(0, 100, 'per cent').default(50),
}).prefault({});

const ec2Markets = {
  /** Spare capacity at a fraction of the price, which AWS takes back with two minutes' notice. */
  spot: object({ ...ec2, market: z.literal('spot') }),
  /** Full price, no interruptions. */
  'on-demand': object({ ...ec2, market: z.literal('on-demand') }),
  /** A floor of on-demand instances, and spot above it. */
  mixed: object({ ...ec2, market: z.literal('mixed'), onDemand }),
};

const fargate = {
  /** Where tasks run: on Fargate, which has no instances to look after. */
  launchType: z.literal('fargate'),

  /** Processor that the image is built for. */
  architecture: oneOf('arm64', 'x86_64').default('arm64'),
};

const fargateMarkets = {
  spot: object({ ...fargate, market: z.literal('spot') }),
  'on-demand': object({ ...fargate, market: z.literal('on-demand') }),
  /** A floor of tasks on demand, and spot above it. */
  mixed: object({ ...fargate, market: z.literal('mixed'), onDemand }),
};

const byMarket = {
  error: (issue: z.core.$ZodRawIssue) =>
    issue.code === 'invalid_union' ? `one of 'spot', 'on-demand', 'mixed'` : 'an object with market',
};

/** Which machines run the tasks, and how AWS sells them. */
export const capacitySchema = z
  .discriminatedUnion(
    'launchType',
    [
      z.discriminatedUnion('market', [ec2Markets.spot, ec2Markets['on-demand'], ec2Markets.mixed], byMarket),
      z.discriminatedUnion(
        'market',
        [fargateMarkets.spot, fargateMarkets['on-demand'], fargateMarkets.mixed],
        byMarket,
      ),
    ],
    { error: (issue) => (issue.code === 'invalid_union' ? `'ec2' or 'fargate'` : 'an object with market') },
  )
  .prefault({ market: 'on-demand' });
