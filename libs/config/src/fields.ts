import { z } from 'zod';

/** What a field may be, in words that follow "must be": the one text behind every check of that field. */
type Allowed = string;

/** An object that has these fields and no other. */
export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: ({ code }) =>
      code === 'unrecognized_keys' ? `there is no such field; known here: ${known}` : `an object with ${known}`,
  });
}

/** A whole number within bounds that count themselves. */
export function integer(min: number, max: number, unit = '') {
  const error: Allowed = `a whole number from ${min} to ${max}${unit && ` (${unit})`}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

/** A text that matches a pattern; any text where there is none. */
export function text(pattern: RegExp = /^/, error: Allowed = 'a text') {
  return z.string({ error }).regex(pattern, { error }).transform(literally);
}

/** Has Terraform take a text as it is, and not look for expressions in it. */
function literally(value: string): string {
  return value.replace(/[$%](?=\{)/g, '$&$&');
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words, { error: `one of ${words.map((word) => `'${word}'`).join(', ')}` });
}

/** Yes or no. */
export function flag() {
  return z.boolean({ error: 'true or false' });
}

/** A list without repetitions. */
export function list<Item extends z.ZodType>(item: Item, { min = 0, max }: { min?: number; max: number }, of: string) {
  const error: Allowed = `a list of ${min} to ${max} ${of}, each once`;
  return z
    .array(item, { error })
    .min(min, { error })
    .max(max, { error })
    .refine((items) => new Set(items).size === items.length, { error: `lists one of its ${of} twice: take it out` });
}

/** A smallest and a largest number of something. */
export function range(lowest: number, highest: number, of: string, defaults: { min: number; max: number }) {
  return object({
    /** The fewest that run at any time. */
    min: integer(lowest, highest, of).default(defaults.min),
    /** The most that may run. */
    max: integer(lowest, highest, of).default(defaults.max),
  })
    .prefault({})
    .superRefine(({ min, max }, context) => {
      if (min > max) {
        context.addIssue({
          code: 'custom',
          path: ['min'],
          message: `is ${min}, above max (${max}): lower it, or raise max`,
        });
      }
    });
}
