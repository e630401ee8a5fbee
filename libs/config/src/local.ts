import { z } from 'zod';
import { integer, object, oneOf } from './fields';
import { LOCAL, projectSchema } from './naming';
import { parse } from './parse';

const localSchema = object({
  name: z.literal(LOCAL, { error: `'${LOCAL}'` }),
  project: projectSchema,

  /** Port of this computer that the application answers on, 1,024 to 65,535, on loopback alone. */
  port: integer(1024, 65_535, 'port').default(8080),

  /** The database's engine. */
  database: oneOf('mysql', 'mariadb').default('mysql'),
});

/** What the file of the environment on this computer says. */
export type LocalInput = z.input<typeof localSchema>;

/** The environment on this computer, checked, with every default filled in. */
export type LocalConfig = z.output<typeof localSchema>;

/**
 * Checks what the file of the environment on this computer says and fills in the defaults.
 *
 * @param file where it stands, for the error: `environments/local/environment.ts`
 * @throws ConfigurationError that names each wrong field, its value and what is allowed
 */
export function parseLocal(input: unknown, file: string): LocalConfig {
  return parse(localSchema, input, file);
}
