import { existsSync } from 'node:fs';
import { ConfigurationError, type LocalInput, parseLocal } from '@laravel-ecs/config';
import type { StateBackend } from '@laravel-ecs/state';
import type { App } from 'cdktf';
import { LaptopStack } from './laptop-stack';

/** Folder of the application, from the workspace's root. */
const APPLICATION = 'php-app';

/**
 * The environment that the file describes, for `synthesize` to add: the application in containers on this computer's own Docker.
 *
 * @throws ConfigurationError for what is invalid, or where the application is not there, when it is added
 */
export function onThisComputer(file: string, input: LocalInput) {
  return (app: App, { stateHere }: { readonly stateHere: StateBackend }): void => {
    const config = parseLocal(input, file);
    if (!existsSync(APPLICATION)) {
      throw new ConfigurationError(file, [
        `${APPLICATION}: is not there, and the image is built from it: bring it back, or take the environment out`,
      ]);
    }
    const stack = new LaptopStack(app, config, APPLICATION);
    stateHere.bind(stack, config.project);
  };
}
