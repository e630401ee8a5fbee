import { EmulatorError } from '@laravel-ecs/aws-emulator';
import { CommanderError } from 'commander';
import colors from 'picocolors';
import { createCli } from './cli';
import { EXIT } from './exit-codes';
import { Failure } from './failure';

async function main(): Promise<number> {
  const cli = createCli();
  for (const command of [cli, ...cli.commands, ...cli.commands.flatMap(({ commands }) => commands)]) {
    command.exitOverride();
  }
  try {
    await cli.parseAsync();
    return EXIT.done;
  } catch (error) {
    return exitCodeOf(error);
  }
}

/** Says what happened, where that is not said yet, and how to end for it. */
function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  if (error instanceof Failure || error instanceof EmulatorError) {
    if (error.message) {
      process.stderr.write(`${colors.red('✘')} ${error.message}\n`);
    }
    return error instanceof Failure ? error.exitCode : EXIT.failed;
  }
  const trace = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${trace}\n\nThat was not expected to happen: please report it, with what you typed.\n`);
  return EXIT.failed;
}

void main().then((code) => {
  process.exitCode = code;
});
