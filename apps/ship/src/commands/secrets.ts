import colors from 'picocolors';
import type { Environment } from '../environment/environment';
import { commandThatMakes, fileOf } from '../environment/made-by';
import { open, type EnvironmentOptions } from '../environment/options';
import { revisionOf } from '../release/revision';
import { answer, say } from '../say';
import { ApplicationSecret } from '../secrets/application-secret';
import { askedOf } from '../secrets/asked';
import { generateAppKey, readFile, readValue, requireName } from '../secrets/values';
import { sayTable } from '../table';
import { ago, counted } from '../words';

export interface SetOptions extends EnvironmentOptions {
  /** Make a key for Laravel's encryption in place of asking for a value. */
  readonly generateAppKey?: boolean;
}

/** Says which values are set, and how old they are. */
export async function list(environment: string, options: EnvironmentOptions): Promise<void> {
  const names = await new ApplicationSecret(await open(environment, options)).names();
  if (options.json) {
    answer(names);
  } else if (names.length === 0) {
    say(`No secret is set in ${environment}: npx ship secrets set ${environment} APP_KEY --generate-app-key`);
  } else {
    sayTable(
      ['name', 'set'],
      names.map(({ name, setAt }) => [name, setAt ? ago(setAt) : 'by another program']),
    );
  }
}

/** Sets a value. */
export async function set(name: string, variable: string, options: SetOptions): Promise<void> {
  requireName(variable);
  const environment = await open(name, options);
  const value = options.generateAppKey ? generateAppKey() : await readValue(variable);
  await new ApplicationSecret(environment).set({ [variable]: value }, options.generateAppKey ? [variable] : []);
  await done(environment, [variable], 'set', options);
}

/** Takes values away. */
export async function unset(name: string, variables: readonly string[], options: EnvironmentOptions): Promise<void> {
  variables.forEach(requireName);
  const environment = await open(name, options);
  await new ApplicationSecret(environment).unset(variables);
  await done(environment, variables, 'unset', options);
}

/** Sets all values of a `.env` file. */
export async function importFile(name: string, file: string, options: EnvironmentOptions): Promise<void> {
  const values = await readFile(file);
  const environment = await open(name, options);
  await new ApplicationSecret(environment).set(values, ['APP_KEY']);
  await done(environment, Object.keys(values), 'set', options);
}

async function done(
  environment: Environment,
  variables: readonly string[],
  what: 'set' | 'unset',
  { json }: EnvironmentOptions,
): Promise<void> {
  const { name } = environment;
  say(
    `${what} ${counted(variables.length, 'value')} in ${name}: ${variables.join(', ')}. Tasks see it from the next release on`,
  );
  const unasked = what === 'set' ? await unaskedOf(environment, variables) : [];
  if (unasked.length > 0) {
    say(
      colors.yellow(
        `No task asks for ${unasked.join(', ')}: name ${unasked.length === 1 ? 'it' : 'them'} in \`secrets\` of ${fileOf(name)}, and ${commandThatMakes(name)}`,
      ),
    );
  }
  if (json) {
    answer({ environment: name, [what]: variables, unasked });
  }
}

/** Those that no task will see. */
async function unaskedOf(environment: Environment, variables: readonly string[]): Promise<readonly string[]> {
  const revisions = await Promise.all(Object.values(environment.tasks).map((task) => revisionOf(environment, task)));
  const asked = askedOf(revisions).get(environment.deployment.applicationSecret);
  return variables.filter((variable) => !asked?.has(variable));
}
