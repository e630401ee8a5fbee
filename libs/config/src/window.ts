import { text } from './fields';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MINUTES_OF_DAY = 24 * 60;
const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;

/** A stretch of minutes within a period that begins anew when it is over: a day, or a week from Monday on. */
interface Window {
  readonly from: number;
  readonly minutes: number;
}

/**
 * When AWS may change what can't be changed while it is in use, each week, in UTC: `sun:03:00-sun:04:00`.
 *
 * @param least minutes that it must have
 * @param most minutes that it may have
 */
export function weeklyWindow(least: number, most = MINUTES_OF_DAY) {
  const allowed = `a time of the week in UTC of ${least} minutes or more and at most ${most / 60} hours, such as 'sun:03:00-sun:04:00'`;
  return text(/./, allowed).refine((value) => isBetween(parseWeekly(value)?.minutes, least, most), {
    error: `must be ${allowed}`,
  });
}

/**
 * When AWS may take backups, each day, in UTC: `01:00-02:00`.
 *
 * @param least minutes that it must have
 */
export function dailyWindow(least: number) {
  const allowed = `a time of day in UTC of ${least} minutes or more, such as '01:00-02:00'`;
  return text(/./, allowed).refine((value) => isBetween(parseDaily(value)?.minutes, least, MINUTES_OF_DAY), {
    error: `must be ${allowed}`,
  });
}

/** Whether a daily and a weekly window have a minute in common, on any day. Windows that can't be read have none. */
export function windowsOverlap(daily: string, weekly: string): boolean {
  const [day, week] = [parseDaily(daily), parseWeekly(weekly)];
  if (!day || !week) {
    return false;
  }
  return DAYS.some((_, index) => {
    const from = index * MINUTES_OF_DAY + day.from;
    return (
      after(week.from, from, MINUTES_OF_WEEK) < week.minutes || after(from, week.from, MINUTES_OF_WEEK) < day.minutes
    );
  });
}

/**
 * When Secrets Manager may change a password, at the begin of a weekly window: each week, or each month in its first week.
 * Undefined for a window that does not begin on the hour or is shorter than one, which Secrets Manager can't keep to.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html
 */
export function rotationSchedule(
  weekly: string,
  every: 'week' | 'month',
): { readonly scheduleExpression: string; readonly duration: string } | undefined {
  const { from = 0, minutes = 0 } = parseWeekly(weekly) ?? {};
  const hours = Math.floor(minutes / 60);
  if (hours === 0 || from % 60 !== 0) {
    return undefined;
  }
  const day = DAYS[Math.floor(from / MINUTES_OF_DAY)]?.toUpperCase();
  const hour = (from % MINUTES_OF_DAY) / 60;
  return {
    scheduleExpression: `cron(0 ${hour} ? * ${day}${every === 'month' ? '#1' : ''} *)`,
    duration: `${hours}h`,
  };
}

function parseDaily(window: string): Window | undefined {
  const [from, to] = endsOf(window).map(minuteOfDay);
  return from === undefined || to === undefined ? undefined : { from, minutes: after(from, to, MINUTES_OF_DAY) };
}

function parseWeekly(window: string): Window | undefined {
  const [from, to] = endsOf(window).map((end) => {
    const day = DAYS.indexOf(end.slice(0, 3));
    const minute = end[3] === ':' ? minuteOfDay(end.slice(4)) : undefined;
    return day < 0 || minute === undefined ? undefined : day * MINUTES_OF_DAY + minute;
  });
  return from === undefined || to === undefined ? undefined : { from, minutes: after(from, to, MINUTES_OF_WEEK) };
}

function endsOf(window: string): string[] {
  const ends = window.split('-');
  return ends.length === 2 ? ends : [];
}

function minuteOfDay(time: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

/** Minutes from one to the other, into the next period where it is needed. */
function after(from: number, to: number, period: number): number {
  return (to - from + period) % period;
}

function isBetween(value: number | undefined, least: number, most: number): boolean {
  return value !== undefined && value >= least && value <= most;
}
