import type { Ground, PreviewPlan } from '@laravel-ecs/config';
import type { Environment } from '../environment/environment';
import { say } from '../say';
import { ApplicationSecret, valuesOf } from '../secrets/application-secret';
import { generateAppKey } from '../secrets/values';

const KEY = 'APP_KEY';

/**
 * Gives a preview the values that it lacks: a key of its own, and of what its file names, what the environment that it shares has. What
 * was set for the preview stays.
 */
export async function fillSecrets(
  environment: Environment,
  { secrets, of }: Pick<PreviewPlan, 'secrets' | 'of'>,
  { applicationSecret }: Ground,
): Promise<void> {
  const secret = new ApplicationSecret(environment);
  const there = new Set((await secret.names()).map(({ name }) => name));
  const lacking = secrets.filter((name) => !there.has(name));
  const values = lacking.length > 0 ? await valuesOf(environment.aws, applicationSecret) : {};
  const copied = Object.fromEntries(Object.entries(values).filter(([name]) => lacking.includes(name)));
  if (!there.has(KEY)) {
    await secret.set({ ...copied, [KEY]: generateAppKey() }, [KEY]);
    say(`${KEY} is made`);
  } else if (Object.keys(copied).length > 0) {
    await secret.set(copied);
  }
  if (Object.keys(copied).length > 0) {
    say(`${Object.keys(copied).join(', ')} as in ${of}`);
  }
}
