import { ConfigurationError, parseState, type StateConfig, stateSetting } from '@laravel-ecs/config';
import { Failure } from '../failure';

/**
 * Where a `cdktf.json` says that states are kept.
 *
 * @throws Failure for what is not valid
 */
export function settingIn(file: string): StateConfig {
  try {
    return parseState(stateSetting(file));
  } catch (error) {
    throw error instanceof ConfigurationError ? new Failure(error.message) : error;
  }
}
