import type { Command } from 'commander';
import { createCli } from '@laravel-ecs/ship';

/** What ship does not understand of a line; undefined where it does. Nothing is done. */
export function misunderstandingOf(line: string): string | undefined {
  const cli = createCli();
  let said = '';
  const all = (command: Command): readonly Command[] => [command, ...command.commands.flatMap(all)];
  for (const command of all(cli)) {
    command.exitOverride().configureOutput({ writeErr: (text) => (said += text), writeOut: () => undefined });
    if (command.commands.length === 0) {
      command.action(() => undefined);
    }
  }
  const words = [...line.replace(/^npx ship /, '').matchAll(/"[^"]*"|\S+/g)].map(([word]) => word);
  try {
    cli.parse(words, { from: 'user' });
    return undefined;
  } catch {
    return said;
  }
}
