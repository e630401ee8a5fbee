import { Command, InvalidArgumentError } from 'commander';
import { EXIT_CODES_HELP } from './exit-codes';

/** The command line. What a command needs is loaded when it is run. */
export function createCli(): Command {
  const cli = new Command('ship')
    .description('Deploys environments of this workspace to AWS, or to AWS emulated on this computer.')
    .addHelpText('after', EXIT_CODES_HELP)
    .showHelpAfterError('(--help shows how)');

  cli
    .command('up')
    .description("deploy an environment, and 'shared' before it; then show that a second plan is empty")
    .argument('<environment>', 'its name: dev, staging, prod, shared …')
    .option('--emulator', 'start the emulator of this workspace and deploy to it')
    .option('--auto-approve', 'apply changes on AWS without asking')
    .addHelpText('after', examples('ship up dev --emulator', 'ship up staging', 'ship up prod --auto-approve'))
    .action(async (environment, options) => (await import('./commands/up')).up(environment, options));

  cli
    .command('down')
    .description('destroy an environment')
    .argument('<environment>', 'its name')
    .option('--emulator', 'destroy it on the emulator of this workspace')
    .option('--auto-approve', 'destroy it on AWS without asking for its name')
    .addHelpText('after', examples('ship down dev --emulator', 'ship down staging'))
    .action(async (environment, options) => (await import('./commands/down')).down(environment, options));

  const emulator = cli.command('emulator').description('AWS emulated on this computer, on loopback alone');
  emulator
    .command('start')
    .description('start it')
    .option('--port <number>', 'port on 127.0.0.1; a free one by default', port)
    .addHelpText('after', examples('ship emulator start', 'ship emulator start --port 5000'))
    .action(async (options) => (await import('./commands/emulator')).start(options));
  emulator
    .command('stop')
    .description('stop it; its records and the Terraform states that describe them go with it')
    .addHelpText('after', examples('ship emulator stop'))
    .action(async () => (await import('./commands/emulator')).stop());
  emulator
    .command('status')
    .description('say whether it runs')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('ship emulator status', 'ship emulator status --json'))
    .action(async (options) => (await import('./commands/emulator')).status(options));
  emulator
    .command('env')
    .description('write what points a POSIX shell at it')
    .addHelpText('after', examples('eval "$(ship emulator env)"'))
    .action(async () => (await import('./commands/emulator')).env());

  return cli;
}

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 65535.');
  }
  return number;
}

function examples(...commands: readonly string[]): string {
  return ['', 'Examples:', ...commands.map((command) => `  ${command}`)].join('\n');
}
