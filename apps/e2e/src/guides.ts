import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './workspace';

const GUIDES = ['github', 'gitlab', 'hcp-terraform', 'previews'];

/** In a sentence or a table, and on a line of a block, behind a prompt or not. */
const COMMAND = /`(npx [^`]+)`|^ *(?:\$ )?(npx .+)$/gm;

/** What stands for any word, and for what may be left out. */
const PLACEHOLDERS: readonly (readonly [RegExp, string])[] = [
  [/ \\\[.*?\\\]/g, '( .+)?'],
  [/pr-…/g, 'pr-\\S+'],
  [/\b(BRANCH|NAME)\b/g, '\\S+'],
];

/** Commands of the guides that are in none of these lines. */
export function notRun(lines: readonly string[]): readonly string[] {
  return commandsOfGuides().filter((command) => !lines.some((line) => patternOf(command).test(line)));
}

function commandsOfGuides(): readonly string[] {
  const commands = GUIDES.flatMap((guide) =>
    [...readFileSync(join(PROJECT, 'docs', `${guide}.md`), 'utf8').matchAll(COMMAND)].map(([, inline, line]) =>
      (inline ?? line ?? '').replace(/\s+#.*/, '').replaceAll('\\|', '|'),
    ),
  );
  return [...new Set(commands)];
}

/** The command with any words for its placeholders, and a file for its input. */
function patternOf(command: string): RegExp {
  const exact = command.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const any = PLACEHOLDERS.reduce((text, [placeholder, pattern]) => text.replace(placeholder, pattern), exact);
  return new RegExp(`^${any}( < \\S+)?$`);
}
