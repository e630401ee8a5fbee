import { integer, list, object, text } from './fields';
import { hostName } from './host-name';

/** Values that the conditions of a rule may have together. */
const MOST_VALUES = 5;

const ruleSchema = object({
  /** Host names that it is for, with `*` and `?`. All by default. */
  hosts: list(
    text(/^[a-z0-9.*?-]{1,128}$/, `a host name in lower case, with * and ?, such as '*.example.com'`),
    { max: MOST_VALUES },
    'hosts',
  ).default([]),

  /** Paths that it is for, with `*` and `?`. All by default. */
  paths: list(
    text(/^\/[A-Za-z0-9_.$/~"'@:+*?-]{0,127}$/, `a path of at most 128 characters, with * and ?, such as '/horizon/*'`),
    { max: MOST_VALUES },
    'paths',
  ).default([]),

  /** Host name that browsers are sent on to, with path and query as they are, and for good (301). */
  redirectTo: hostName.optional(),

  /** Status that is answered in place of the application, 400 to 599. */
  respond: integer(400, 599, 'HTTP status').optional(),
}).superRefine(({ hosts, paths, redirectTo, respond }, context) => {
  const refuse = (path: PropertyKey[], message: string) => context.addIssue({ code: 'custom', path, message });
  const values = hosts.length + paths.length;
  if (values === 0 || values > MOST_VALUES) {
    refuse(['hosts'], `and paths are ${values} together: name 1 to ${MOST_VALUES}`);
  }
  if ((redirectTo === undefined) === (respond === undefined)) {
    refuse(['redirectTo'], `and respond say what happens: give one of the two`);
  }
  if (redirectTo && hosts.includes(redirectTo)) {
    refuse(
      ['redirectTo'],
      `is '${redirectTo}', which the rule is for: browsers would go in circles, take it out of hosts`,
    );
  }
});

/** What is answered before the application is asked: the first rule that fits counts. */
export const listenerRulesSchema = list(ruleSchema, { max: 50 }, 'rules').default([]);
