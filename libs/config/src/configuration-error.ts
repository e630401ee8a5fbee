import type { z } from 'zod';

/**
 * An invalid configuration, told in full: every wrong field with its value, what is allowed and so what to do.
 *
 * Its message is meant for the person who wrote the file: print it alone, without a stack trace.
 */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';

  constructor(
    /** Where the configuration stands, from the workspace's root: `environments/dev/environment.ts`. */
    readonly file: string,
    /** One sentence for each wrong field. */
    readonly problems: readonly string[],
  ) {
    super([`${file} is not valid:`, ...problems.map((problem) => `  - ${problem}`)].join('\n'));
  }

  /** Puts zod's findings into sentences: `web.tasks.max: got 0, must be a whole number from 1 to 1000`. */
  static of(file: string, input: unknown, { issues }: z.ZodError): ConfigurationError {
    const sentences = issues.map((issue) => {
      const field = issue.path.join('.') || 'the configuration';
      const value = valueAt(input, issue.path);
      switch (issue.code) {
        case 'unrecognized_keys':
          return `${[...issue.path, issue.keys[0]].join('.')}: ${issue.message}`;
        case 'custom':
          return `${field}: ${issue.message}`;
        default:
          return value === undefined
            ? `${field} is missing: it must be ${issue.message}`
            : `${field}: got ${JSON.stringify(value)}, must be ${issue.message}`;
      }
    });
    return new ConfigurationError(file, [...new Set(sentences)]);
  }
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], input);
}
