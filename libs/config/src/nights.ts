import type { z } from 'zod';
import { object, oneOf, text } from './fields';

const time = text(/^([01]\d|2[0-3]):[0-5]\d$/, `a time of day, such as '20:00'`);

/**
 * When nobody works with an environment: its tasks stop, its instances follow, and both come back in the morning.
 */
export const nightsSchema = object({
  /** When tasks stop. */
  stop: time,

  /** When they come back. */
  start: time,

  /** Time zone of both, by its IANA name. */
  timezone: text(/./, `the IANA name of a time zone, such as 'Europe/Berlin'`)
    .refine(isTimeZone, { error: `is no time zone: give its IANA name, such as 'Europe/Berlin'` })
    .default('UTC'),

  /** Whether Saturdays and Sundays are days like all others, or one long night. */
  weekends: oneOf('off', 'on').default('off'),
}).superRefine(({ stop, start }, context) => {
  if (stop === start) {
    context.addIssue({ code: 'custom', path: ['start'], message: `is ${start}, and so is stop: choose another time` });
  }
});

/** When an environment sleeps. */
export type Nights = z.output<typeof nightsSchema>;

/** Something that happens every day, or on some days of the week. */
export interface Recurrence {
  /** For EC2 Auto Scaling: `0 20 * * 1-5`. */
  readonly unix: string;

  /** For Application Auto Scaling: `cron(0 20 ? * MON-FRI *)`. */
  readonly aws: string;
}

/**
 * When tasks and instances stop and come back, as the two auto scalings spell it.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
 */
export function recurrencesOf({ stop, start, weekends }: Nights): {
  readonly stop: Recurrence;
  readonly start: Recurrence;
} {
  // A Friday that ends after midnight ends on a Saturday.
  const lastDays = stop < start ? TUESDAY_TO_SATURDAY : MONDAY_TO_FRIDAY;
  return {
    stop: recurrence(stop, weekends === 'off' ? lastDays : undefined),
    start: recurrence(start, weekends === 'off' ? MONDAY_TO_FRIDAY : undefined),
  };
}

const MONDAY_TO_FRIDAY = { unix: '1-5', aws: 'MON-FRI' };
const TUESDAY_TO_SATURDAY = { unix: '2-6', aws: 'TUE-SAT' };

function recurrence(at: string, days: Recurrence | undefined): Recurrence {
  const [hour, minute] = at.split(':').map(Number);
  return {
    unix: `${minute} ${hour} * * ${days?.unix ?? '*'}`,
    aws: `cron(${minute} ${hour} ${days ? `? * ${days.aws}` : '* * ?'} *)`,
  };
}

/** An offset such as +02:00 is left out: clocks change, and it would not. */
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
