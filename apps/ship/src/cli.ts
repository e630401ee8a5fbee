import { Command, InvalidArgumentError } from 'commander';
import { aroundDashes } from './dashes';
import { EXIT_CODES_HELP } from './exit-codes';

/** The command line. What a command needs is loaded when it is run. */
export function createCli(): Command {
  const cli = new Command('ship')
    .description('Releases a Laravel application to AWS ECS, and deploys the environments that it runs in.')
    .addHelpText('after', EXIT_CODES_HELP)
    .showHelpAfterError('(--help shows how)');

  addReleases(cli);
  addLooks(cli);
  addTasks(cli);
  addSecrets(cli);
  addPreviews(cli);
  addInfrastructure(cli);
  addEmulator(cli);
  return cli;
}

const ENVIRONMENT = ['<environment>', 'its name: dev, staging, prod …'] as const;

/** What every command says that works on a deployed environment. */
function onEnvironment(command: Command): Command {
  return command
    .option('--json', 'hand the answer to a program, as JSON on the standard output')
    .option('--emulator', 'work on the emulator of this workspace')
    .option('--project <name>', 'name of the project, where there are several (SHIP_PROJECT)')
    .option('--region <name>', "AWS region, by default the shell's or the profile's (AWS_REGION)");
}

function addReleases(cli: Command): void {
  const releasing = (name: string) => onEnvironment(cli.command(name).helpGroup('Releases:'));
  cli
    .command('build')
    .helpGroup('Releases:')
    .description('build the image for this computer')
    .option('--push', 'Build it for both processors and push it to the registry that IMAGE names.')
    .addHelpText('after', examples('ship build', 'IMAGE=registry.example.com/shop ship build --push'))
    .action(async (options) => (await import('./commands/build')).build(options));
  releasing('deploy')
    .description('release an image: migrate the database, move all services, go back where that fails')
    .argument(...ENVIRONMENT)
    .option('--image <reference>', 'one that is pushed already: REPOSITORY:TAG or REPOSITORY@sha256:…')
    .option('--tag <tag>', "one in the environment's own repository; without either, the image is built and pushed")
    .option('--rebuild', 'build it where it is there already as well, for what its packages have got since')
    .option('--commit <commit>', 'commit that the image was built from, for the history')
    .option('--no-migrate', 'leave the database as it is')
    .addHelpText(
      'after',
      examples('ship deploy dev', 'ship deploy dev --tag 4f2a91c', 'ship deploy prod --image "$IMAGE" --json'),
    )
    .action(async (environment, options) => (await import('./commands/deploy')).deploy(environment, options));
  releasing('rollback')
    .description('stop a release that is under way, or go back to the last that was healthy')
    .argument(...ENVIRONMENT)
    .option('--to <release>', 'number, tag or commit of the release to go back to')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', examples('ship rollback dev', 'ship rollback prod --to 12 --dry-run'))
    .action(async (environment, options) => (await import('./commands/rollback')).rollback(environment, options));
  releasing('promote')
    .description('release the very image that serves one environment to another')
    .argument('<from>', 'the environment that it serves')
    .argument('<to>', 'the environment that gets it')
    .addHelpText('after', examples('ship promote staging prod'))
    .action(async (from, to, options) => (await import('./commands/promote')).promote(from, to, options));
  releasing('releases')
    .description('say what was released, when, by whom, and how that ended')
    .argument(...ENVIRONMENT)
    .addHelpText('after', examples('ship releases dev', 'ship releases prod --json'))
    .action(async (environment, options) => (await import('./commands/releases')).releases(environment, options));
  releasing('verify')
    .description('look whether all is there that a release needs; changes nothing')
    .argument(...ENVIRONMENT)
    .option('--image <reference>', 'image to look for, by default the released one')
    .addHelpText('after', examples('ship verify prod', 'ship verify prod --image "$IMAGE"'))
    .action(async (environment, options) => (await import('./commands/verify')).verify(environment, options));
}

function addLooks(cli: Command): void {
  const looking = (name: string) => onEnvironment(cli.command(name).helpGroup('What runs:'));
  looking('status')
    .description('say what runs, how healthy it is and what happened last')
    .argument(...ENVIRONMENT)
    .option('--watch', 'look again every ten seconds, until Ctrl-C')
    .addHelpText('after', examples('ship status dev', 'ship status prod --watch', 'ship status prod --json'))
    .action(async (environment, options) => (await import('./commands/status')).status(environment, options));
  looking('logs')
    .description('write the logs of all tasks of a role, or of every role')
    .argument(...ENVIRONMENT)
    .argument('[role]', 'web, worker, scheduler or migrate')
    .option('--follow', 'go on with what comes, until Ctrl-C')
    .option('--since <duration>', 'how far back to begin: 90s, 15m, 2h, 1d', duration, 15 * 60_000)
    .option('--filter <pattern>', 'filter pattern of CloudWatch Logs')
    .addHelpText(
      'after',
      examples('ship logs dev', 'ship logs prod web --follow', 'ship logs prod worker --since 2h --filter ERROR'),
    )
    .action(async (environment, role, options) => (await import('./commands/logs')).logs(environment, role, options));
}

function addTasks(cli: Command): void {
  const task = (name: string) => onEnvironment(cli.command(name).helpGroup('Tasks:'));
  task('run')
    .description("run a command once, in a task of its own; ends with the command's exit code")
    .argument(...ENVIRONMENT)
    .argument('<command...>', "what the image's entrypoint is given: artisan …")
    .addHelpText(
      'after',
      examples('ship run dev -- artisan migrate:status', 'ship run prod -- artisan queue:retry all'),
    )
    .action(async (environment, command, options) =>
      (await import('./commands/run')).run(environment, command, options),
    );
  task('exec')
    .description('open a shell in a running task, or run a command there')
    .argument(...ENVIRONMENT)
    .argument('[role]', 'web, worker or scheduler; by default, web')
    .argument('[command...]', 'after --; by default, a shell')
    .option('--task <id>', 'id of the task, or its first characters')
    .addHelpText('after', examples('ship exec dev', 'ship exec dev -- php artisan about', 'ship exec prod worker'))
    .action(async (environment, role, words, options) => {
      const around = aroundDashes(process.argv, role, words);
      return (await import('./commands/exec')).exec(environment, around.role, around.command, options);
    });
}

function addSecrets(cli: Command): void {
  const secrets = cli.command('secrets').helpGroup('Tasks:').description('values that only the application may know');
  const secret = (name: string) => onEnvironment(secrets.command(name));
  secret('list')
    .description('say which values are set and how old they are, never the values')
    .argument(...ENVIRONMENT)
    .addHelpText('after', examples('ship secrets list prod'))
    .action(async (environment, options) => (await import('./commands/secrets')).list(environment, options));
  secret('set')
    .description('set a value, asked for or read from the standard input')
    .argument(...ENVIRONMENT)
    .argument('<name>', 'name of the variable')
    .option('--generate-app-key', "make a key for Laravel's encryption")
    .addHelpText(
      'after',
      examples('ship secrets set dev APP_KEY --generate-app-key', 'ship secrets set prod MAIL_PASSWORD < password.txt'),
    )
    .action(async (environment, name, options) => (await import('./commands/secrets')).set(environment, name, options));
  secret('unset')
    .description('take values away')
    .argument(...ENVIRONMENT)
    .argument('<name...>', 'names of variables')
    .addHelpText('after', examples('ship secrets unset dev MAIL_PASSWORD'))
    .action(async (environment, names, options) =>
      (await import('./commands/secrets')).unset(environment, names, options),
    );
  secret('import')
    .description('set all values of a .env file')
    .argument(...ENVIRONMENT)
    .argument('<file>', "path, or '-' for the standard input")
    .addHelpText(
      'after',
      examples('ship secrets import dev .env.dev', 'pass show prod-env | ship secrets import prod -'),
    )
    .action(async (environment, file, options) =>
      (await import('./commands/secrets')).importFile(environment, file, options),
    );
}

function addPreviews(cli: Command): void {
  const previews = cli.command('preview').helpGroup('Infrastructure:').description('branches to look at, for a while');
  const preview = (name: string) =>
    previews
      .command(name)
      .option('--json', 'hand the answer to a program, as JSON on the standard output')
      .option('--emulator', 'work on the emulator of this workspace');
  preview('up')
    .description('make the preview of a branch, or renew it, and release an image to it')
    .argument('<branch>', 'name of the branch, whatever is in it')
    .option('--image <reference>', 'one that is pushed already: REPOSITORY:TAG or REPOSITORY@sha256:…')
    .option('--tag <tag>', 'one in the repository; without either, the image is built and pushed')
    .option('--commit <commit>', 'commit that the image was built from, for the history')
    .addHelpText('after', examples('ship preview up fix/login', 'ship preview up fix/login --tag 4f2a91c --json'))
    .action(async (branch, options) => (await import('./commands/preview-up')).up(branch, options));
  preview('list')
    .description('say which previews there are, what they show, and when they go')
    .addHelpText('after', examples('ship preview list', 'ship preview list --json'))
    .action(async (options) => (await import('./commands/preview-list')).list(options));
  preview('down')
    .description('take a preview down, its database with it')
    .argument('<preview>', 'its branch, or its name: pr-…')
    .addHelpText('after', examples('ship preview down fix/login', 'ship preview down pr-fix-login-a397cb09'))
    .action(async (name, options) => (await import('./commands/preview-down')).down(name, options));
  preview('sweep')
    .description('take down what is over its time, or whose branch is gone')
    .option('--dry-run', 'only say what would be done')
    .addHelpText('after', examples('ship preview sweep', 'ship preview sweep --dry-run'))
    .action(async (options) => (await import('./commands/preview-down')).sweep(options));
}

function addInfrastructure(cli: Command): void {
  cli
    .command('up')
    .helpGroup('Infrastructure:')
    .description("deploy an environment, and 'shared' before it; then show that a second plan is empty")
    .argument('<environment>', 'its name: dev, staging, prod, shared …')
    .option('--emulator', 'start the emulator of this workspace and deploy to it')
    .option('--auto-approve', 'apply changes on AWS without asking')
    .option('--only', "leave 'shared' as it is")
    .option('--release', 'build the image afterwards, and release it')
    .option('--image <reference>', 'release this image afterwards')
    .option('--tag <tag>', "release this one of the environment's own repository afterwards")
    .option('--json', 'hand the outputs, or the release, to a program, as JSON on the standard output')
    .addHelpText(
      'after',
      examples('ship up dev --emulator', 'ship up staging --release', 'ship up prod --auto-approve'),
    )
    .action(async (environment, options) => (await import('./commands/up')).up(environment, options));
  cli
    .command('down')
    .helpGroup('Infrastructure:')
    .description('destroy an environment')
    .argument('<environment>', 'its name')
    .option('--emulator', 'destroy it on the emulator of this workspace')
    .option('--auto-approve', 'destroy it on AWS without asking for its name')
    .option('--production', 'mean it, where it is production')
    .option('--json', 'say to a program how many resources were destroyed, as JSON on the standard output')
    .addHelpText('after', examples('ship down dev --emulator', 'ship down staging', 'ship down prod --production'))
    .action(async (environment, options) => (await import('./commands/down')).down(environment, options));
  cli
    .command('plan')
    .helpGroup('Infrastructure:')
    .description('say what a deploy would add, change, replace and destroy; changes nothing')
    .argument('[environment...]', 'their names; by default, all on AWS')
    .option('--affected', 'only those that the change reaches, as Nx says')
    .option('--base <reference>', 'what the change is to be merged into (NX_BASE)')
    .option('--comment', 'say it in one comment on the merge or pull request as well')
    .option('--role <arn>', "role that a pipeline's job plans with; ENV in it stands for the environment's name")
    .option('--no-refresh', 'take it as the last deploy left it: AWS is not asked, for which secrets have to be read')
    .option('--fail-on-changes', 'end with 2 where something would change')
    .option('--emulator', 'plan on the emulator of this workspace')
    .option('--json', 'hand the answer to a program, as JSON on the standard output')
    .addHelpText(
      'after',
      examples('ship plan dev', 'ship plan --affected --base origin/main', 'ship plan dev prod --fail-on-changes'),
    )
    .action(async (environments, options) => (await import('./commands/plan')).plan(environments, options));
  const state = cli.command('state').helpGroup('Infrastructure:').description('where Terraform keeps its states');
  state
    .command('bootstrap')
    .description('make what states are kept in, as cdktf.json says: the bucket, or a workspace for each stack')
    .option('--json', 'hand the setting to a program, as JSON on the standard output')
    .addHelpText('after', examples('ship state bootstrap'))
    .action(async (options) => (await import('./commands/state')).bootstrap(options));
  state
    .command('migrate')
    .description('copy the states of all stacks to where cdktf.json says, from where the last commit says')
    .option('--from <file>', 'file that says where they are now, as cdktf.json does')
    .option('--json', 'say to a program what became of each, as JSON on the standard output')
    .addHelpText('after', examples('ship state migrate', 'ship state migrate --from cdktf.before.json'))
    .action(async (options) => (await import('./commands/state')).migrate(options));
  cli
    .command('doctor')
    .helpGroup('Infrastructure:')
    .description('say what this computer lacks, and for which commands')
    .option('--json', 'as JSON')
    .addHelpText('after', examples('ship doctor'))
    .action(async (options) => (await import('./commands/doctor')).doctor(options));
}

/** Shells complete by calling the command itself, of which nothing but this is needed then. */
export async function addCompletion(cli: Command): Promise<void> {
  const { default: tab } = await import('@bomb.sh/tab/commander');
  tab(cli);
}

function addEmulator(cli: Command): void {
  const emulator = cli
    .command('emulator')
    .helpGroup('Infrastructure:')
    .description('AWS emulated on this computer, on loopback alone');
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
    .command('image')
    .description('put an image into its registry, which has nothing behind it, and write its reference')
    .argument('[tag]', 'tag of the image', 'v1')
    .addHelpText('after', examples('ship emulator image v1', 'ship deploy dev --image "$(ship emulator image v1)"'))
    .action(async (tag) => (await import('./commands/emulator')).image(tag));
  emulator
    .command('env')
    .description('write what points a POSIX shell at it')
    .addHelpText('after', examples('eval "$(ship emulator env)"'))
    .action(async () => (await import('./commands/emulator')).env());
}

function port(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 65_535) {
    throw new InvalidArgumentError('It must be a whole number from 1 to 65535.');
  }
  return number;
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

function duration(text: string): number {
  const [, count, unit = ''] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (!count || !UNITS[unit]) {
    throw new InvalidArgumentError('It must be a number and s, m, h or d: 90s, 15m, 2h, 1d.');
  }
  return Number(count) * UNITS[unit];
}

function examples(...commands: readonly string[]): string {
  return ['', 'Examples:', ...commands.map((command) => `  ${command}`)].join('\n');
}
