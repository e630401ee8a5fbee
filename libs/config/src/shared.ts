import { z } from 'zod';
import { ciSchema } from './ci';
import { integer, object, oneOf } from './fields';
import { awsSchema, projectSchema, SHARED, tagsSchema } from './naming';
import { parse } from './parse';

const sharedSchema = object({
  name: z.literal(SHARED, { error: `'${SHARED}'` }),
  project: projectSchema,
  aws: awsSchema,
  registry: object({
    /**
     * How many tagged images stay in the registry, the newest, 1 to 1,000. Enough for every environment's running
     * release and for those that it may have to go back to.
     */
    keepImages: integer(1, 1000, 'images').default(50),

    /**
     * What happens to the images when the registry is destroyed: it refuses as long as there are any (`keep`), or they go
     * (`delete`). To be applied before it is destroyed.
     */
    removal: oneOf('keep', 'delete').default('keep'),
  }).prefault({}),

  /** Who deploys, beside people. Nobody by default. */
  ci: ciSchema.optional(),
  tags: tagsSchema,
});

/** What the file of the shared stack says. */
export type SharedInput = z.input<typeof sharedSchema>;

/** The shared stack, checked, with every default filled in. */
export type SharedConfig = z.output<typeof sharedSchema>;

/**
 * Checks what the shared stack's file says and fills in the defaults.
 *
 * @param file where it stands, for the error: `environments/shared/environment.ts`
 * @throws ConfigurationError that names each wrong field, its value and what is allowed
 */
export function parseShared(input: unknown, file: string): SharedConfig {
  return parse(sharedSchema, input, file);
}
