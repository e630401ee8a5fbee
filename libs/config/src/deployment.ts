import { z } from 'zod';
import { integer, list, object, oneOf, text } from './fields';

/** Where a hook can stop and look. The names are those of ECS, in lower case. */
const STAGES = [
  'reconcile-service',
  'pre-scale-up',
  'post-scale-up',
  'test-traffic-shift',
  'post-test-traffic-shift',
  'production-traffic-shift',
  'post-production-traffic-shift',
] as const;

const hook = object({
  /** ARN of the Lambda function that is asked whether to go on. */
  functionArn: text(
    /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:\d{12}:function:[\w-]+(:[\w$-]+)?$/,
    `the ARN of a Lambda function, such as 'arn:aws:lambda:us-east-1:111122223333:function:check'`,
  ),
  /** When it is asked. */
  stages: list(oneOf(...STAGES), { min: 1, max: STAGES.length }, 'stages'),
});

const gradual = {
  /** For how many minutes the old tasks are kept once all requests go to the new ones, so that going back takes seconds. */
  bakeMinutes: integer(0, 1440, 'minutes').default(10),

  /** Lambda functions that are asked whether a deployment may go on. */
  hooks: list(hook, { max: 20 }, 'hooks').default([]),
};

const strategies = {
  /** New tasks replace old ones a few at a time. */
  rolling: object({ strategy: z.literal('rolling') }),

  /** All requests move from the old tasks to as many new ones at once. */
  'blue-green': object({ strategy: z.literal('blue-green'), ...gradual }),

  /** A few requests move first, and the rest once they went well. */
  canary: object({
    strategy: z.literal('canary'),
    /** Requests, out of a hundred, that move first. */
    percent: integer(1, 99, 'per cent').default(10),
    /** For how many minutes the rest waits. */
    canaryMinutes: integer(0, 1440, 'minutes').default(10),
    ...gradual,
  }),

  /** Requests move in equal steps. */
  linear: object({
    strategy: z.literal('linear'),
    /** Requests, out of a hundred, that move with each step. */
    stepPercent: integer(3, 99, 'per cent').default(20),
    /** Minutes between two steps. */
    stepMinutes: integer(0, 1440, 'minutes').default(5),
    ...gradual,
  }),
};

/**
 * How requests move from one release to the next.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service-options.html
 */
export const deploymentSchema = z
  .discriminatedUnion(
    'strategy',
    [strategies.rolling, strategies['blue-green'], strategies.canary, strategies.linear],
    {
      error: (issue) =>
        issue.code === 'invalid_union'
          ? `one of 'rolling', 'blue-green', 'canary', 'linear'`
          : 'an object with strategy',
    },
  )
  .prefault({ strategy: 'rolling' });

/** How requests move from one release to the next. */
export type DeploymentConfig = z.output<typeof deploymentSchema>;
