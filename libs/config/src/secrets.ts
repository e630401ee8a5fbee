import { list, text } from './fields';

/**
 * Names of environment variables beside APP_KEY whose values only the application may know: `ship secrets set` sets them, and tasks
 * do not start without. At most 100.
 */
export const secretsSchema = list(
  text(
    /^(?!APP_KEY$)[A-Z][A-Z0-9_]*$/,
    `the name of an environment variable other than APP_KEY, such as 'MAIL_PASSWORD'`,
  ),
  { max: 100 },
  'names',
).default([]);
