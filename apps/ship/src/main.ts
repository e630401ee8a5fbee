import { CommanderError } from 'commander';
import colors from 'picocolors';
import { addCompletion, createCli } from './cli';
import { EXIT } from './exit-codes';
import { Failure } from './failure';
import { endWithReader } from './say';

async function main(): Promise<number> {
  const cli = createCli();
  if (process.argv[2] === 'complete') {
    await addCompletion(cli);
  }
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
async function exitCodeOf(error: unknown): Promise<number> {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  }
  const failure = error instanceof Failure ? error : await expected(error);
  if (failure) {
    if (failure.message) {
      process.stderr.write(`${colors.red('✘')} ${failure.message}\n`);
    }
    return failure.exitCode;
  }
  const trace = error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${trace}\n\nThat was not expected to happen: please report it, with what you typed.\n`);
  return EXIT.failed;
}

/** What others than this command expect to happen: AWS, the emulator, prompts. They are looked up only here, for the sake of speed. */
async function expected(error: unknown): Promise<Failure | undefined> {
  if ((error as Error).name === 'ExitPromptError') {
    return new Failure('Interrupted: nothing was changed', EXIT.interrupted);
  }
  const { explain } = await import('./aws/explain');
  const { EmulatorError } = await import('@laravel-ecs/aws-emulator');
  return error instanceof EmulatorError ? new Failure(error.message) : explain(error);
}

// The SDK speaks to who develops with it: that its next releases want another Node.js is nothing to who types a command.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

process.stdout.on('error', endWithReader);
// With `--json`, what is said meanwhile is of no concern to the answer.
process.stderr.on('error', () => undefined);

void main().then((code) => {
  process.exitCode = code;
});
