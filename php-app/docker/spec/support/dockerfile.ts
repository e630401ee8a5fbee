import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import { APP } from './places';

export const TEXT = readFileSync(join(APP, 'Dockerfile'), 'utf8');

export const DOCKERFILE = DockerfileParser.parse(TEXT);

/** The environment variables of the image: every setting that it has, and its default. */
export function imageEnvironment(): Record<string, string> {
  const properties = DOCKERFILE.getENVs().flatMap((instruction) => instruction.getProperties());
  return Object.fromEntries(properties.map((property) => [property.getName(), property.getValue() ?? '']));
}

/** Defaults of the build arguments in front of the first FROM. */
export function argumentDefaults(dockerfile = DOCKERFILE): Record<string, string> {
  const [first] = dockerfile.getFROMs();
  const globals = dockerfile
    .getARGs()
    .filter((each) => !first || each.getRange().start.line < first.getRange().start.line)
    .flatMap((each) => each.getProperty() ?? []);
  return Object.fromEntries(globals.map((property) => [property.getName(), property.getValue() ?? '']));
}

/** The shell command of the `RUN` that has these words in it, without its comments. */
export function commandWith(words: string): string {
  const instruction = DOCKERFILE.getInstructions().find(
    (each) => each.getKeyword() === 'RUN' && each.getArgumentsContent()?.includes(words),
  );
  if (!instruction) {
    throw new Error(`no RUN of the Dockerfile says '${words}'`);
  }
  const lines = (instruction.getRawArgumentsContent() ?? '').split('\n');
  return lines.filter((line) => !/^\s*#/.test(line)).join('\n');
}
