/** How long ago something was: `3 minutes ago`. */
export function ago(time: Date | string, now: number = Date.now()): string {
  const seconds = Math.max(0, Math.round((now - new Date(time).getTime()) / 1000));
  const [unit, size] = UNITS.find(([, each]) => seconds >= each) ?? ['second', 1];
  return `${counted(Math.floor(seconds / size), unit)} ago`;
}

const MINUTE = 60_000;

/** How soon something will be: `in 3 minutes`. */
export function soon(time: Date | string, now: number = Date.now()): string {
  // What is all but three days is three days, to a person.
  return `in ${ago(new Date(now), new Date(time).getTime() + MINUTE).replace(/ ago$/, '')}`;
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const;

/** A number of things: `1 task`, `2 tasks`. */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** The last part of an ARN: `laravel-dev-web:7` of a task definition, the id of a task. */
export function lastOf(arn: string | undefined): string {
  return arn?.split('/').pop() ?? '';
}

/** The first twelve characters of an image's digest, which are enough to tell it by. */
export function shortDigest(image: string | undefined): string {
  return /sha256:([0-9a-f]{12})/.exec(image ?? '')?.[1] ?? image ?? 'none';
}
