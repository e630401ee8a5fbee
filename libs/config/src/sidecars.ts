import { z } from 'zod';
import { flag, integer, list, object, text } from './fields';

/** Names that the application's own containers have. */
const ROLES = ['web', 'worker', 'scheduler', 'migrate'];

/** Containers that a task may have, one of which is the application's. */
const MOST = 9;

const texts = z.record(z.string(), text(), { error: 'an object of texts' });

const sidecarSchema = object({
  /** Its name within the task. */
  name: text(/^[A-Za-z0-9_-]{1,64}$/, '1 to 64 letters, digits, hyphens and underscores'),

  /** Image to run: one that is public, or stands in the project's own registry. */
  image: text(
    /^\S{1,255}$/,
    `the name of an image, such as 'public.ecr.aws/aws-observability/aws-for-fluent-bit:stable'`,
  ),

  /** What it is told to do, in place of the image's own command. */
  command: z.array(text(), { error: 'a list of words' }).optional(),

  /** CPU set aside for it, 1 to 16,384 units. None by default. */
  cpu: integer(1, 16_384, 'CPU units').optional(),

  /** Memory set aside for it, 6 to 122,880 MiB: beside the application's on EC2, out of the task's on Fargate. */
  memoryReservation: integer(6, 122_880, 'MiB'),

  /** Whether the task ends with it. */
  essential: flag().default(false),

  /** Whether it may not write to paths of its image. */
  readonlyRootFilesystem: flag().default(true),

  /** Environment variables. */
  environment: texts.default({}),

  /**
   * Makes it the task's log router: the logs of the other containers go to it, and by these options of Fluent Bit's output to
   * where they are kept. What is counted in CloudWatch's logs, such as fatal errors, is then no longer there to be counted.
   *
   * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
   */
  logRouter: texts.optional(),
});

/** Containers that stand beside the application's in every task. */
export const sidecarsSchema = list(sidecarSchema, { max: MOST }, 'sidecars')
  .superRefine((sidecars, context) => {
    const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
    for (const [index, { name }] of sidecars.entries()) {
      if ([...ROLES, ...sidecars.slice(0, index).map((other) => other.name)].includes(name)) {
        refuse([index, 'name'], `is '${name}', which another container of the task has: choose another`);
      }
    }
    const [, second] = [...sidecars.keys()].filter((index) => sidecars[index]?.logRouter);
    if (second !== undefined) {
      refuse([second, 'logRouter'], 'makes it the second log router of the task, which may have one: take it out');
    }
  })
  .default([]);

/** What sidecars set aside together. */
export function sizeOfSidecars(sidecars: z.output<typeof sidecarsSchema>): {
  readonly cpu: number;
  readonly memoryReservation: number;
} {
  return {
    cpu: sidecars.reduce((sum, { cpu = 0 }) => sum + cpu, 0),
    memoryReservation: sidecars.reduce((sum, { memoryReservation }) => sum + memoryReservation, 0),
  };
}
