import type { z } from 'zod';
import { ConfigurationError } from './configuration-error';

/**
 * What a file says, checked by its schema, with every default filled in.
 *
 * @param file where it stands, for the error: `environments/dev/environment.ts`
 * @throws ConfigurationError that names each wrong field, its value and what is allowed
 */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown, file: string): z.output<Schema> {
  const result = schema.safeParse(input);
  if (!result.success) {
    throw ConfigurationError.of(file, input, result.error);
  }
  return result.data;
}
