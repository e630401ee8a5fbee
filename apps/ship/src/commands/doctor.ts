import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import colors from 'picocolors';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { BUILDX } from '../image/engine';
import { commandOf, explainStart, type Program, PROGRAMS } from '../programs';
import { answer, say, sayElsewhere } from '../say';

/** A program that some command needs. */
interface Tool {
  readonly name: string;
  readonly program: Program;

  /** Arguments of the calls that must succeed. The last one prints the version. */
  readonly calls: readonly (readonly string[])[];

  /** Program to look for when the first one is not found and the variable is not set. */
  readonly alternative?: string;

  /** Text that the version must contain. */
  readonly printed?: string;

  /** Whether every command works without it. */
  readonly isOptional?: boolean;
  readonly neededFor: string;
  readonly mend: string;
}

const TOOLS: readonly Tool[] = [
  {
    name: 'git',
    program: PROGRAMS.git,
    calls: [['--version']],
    neededFor: 'deploy without --image',
    mend: PROGRAMS.git.installation,
  },
  {
    name: 'docker',
    program: PROGRAMS.docker,
    // The first call needs an engine that answers, in Docker, Podman and nerdctl.
    calls: [['ps', '--quiet'], ['--version']],
    neededFor: 'deploy without --image',
    mend: `install Docker, and start it: ${PROGRAMS.docker.installation}`,
  },
  {
    name: 'docker buildx',
    program: PROGRAMS.docker,
    calls: [['buildx', 'version']],
    printed: BUILDX,
    isOptional: true,
    neededFor: 'images for both processors',
    mend: 'https://github.com/docker/buildx#installing',
  },
  {
    name: 'terraform or tofu',
    program: PROGRAMS.terraform,
    calls: [['version']],
    alternative: 'tofu',
    neededFor: 'up and down',
    mend: 'none needed: up downloads a pinned release',
  },
  {
    name: 'session-manager-plugin',
    program: PROGRAMS.sessionManagerPlugin,
    calls: [['--version']],
    neededFor: 'exec',
    mend: PROGRAMS.sessionManagerPlugin.installation,
  },
  {
    name: 'python3',
    program: PROGRAMS.python,
    calls: [['--version']],
    neededFor: 'the emulator',
    mend: PROGRAMS.python.installation,
  },
];

/**
 * Says what this computer lacks, and for which commands.
 *
 * @throws Failure without words where something is missing: they are said already
 */
export async function doctor({ json }: { readonly json?: boolean }): Promise<void> {
  if (json) {
    sayElsewhere();
  }
  const found = await Promise.all(TOOLS.map(async (tool) => ({ ...tool, ...(await find(tool)) })));
  for (const { name, isOptional, neededFor, mend, version } of found) {
    say(
      version
        ? `${colors.green('✔')} ${name}  ${colors.dim(version)}`
        : `${isOptional ? colors.yellow('–') : colors.red('✘')} ${name}, needed for ${neededFor}: ${mend}`,
    );
  }
  if (json) {
    answer(found.map(({ name, neededFor, mend, version }) => ({ name, version: version ?? null, neededFor, mend })));
  }
  if (found.some(({ version, isOptional }) => !version && !isOptional)) {
    throw new Failure('', EXIT.notReady);
  }
}

/** The version of a tool, or the fix when a variable selects a program that cannot be started. */
async function find({
  program,
  calls,
  alternative,
  printed = '',
}: Tool): Promise<{ readonly version?: string; readonly mend?: string }> {
  const isSelected = Boolean(process.env[program.variable]);
  try {
    const version = await versionOf(commandOf(program), calls);
    return version.includes(printed) ? { version } : {};
  } catch (error) {
    if (alternative && !isSelected) {
      return versionOf(alternative, calls).then(
        (version) => ({ version }),
        () => ({}),
      );
    }
    const explained = error instanceof Failure ? error : explainStart(program, error as NodeJS.ErrnoException);
    return isSelected && explained instanceof Failure ? { mend: explained.message } : {};
  }
}

async function versionOf(command: string, calls: Tool['calls']): Promise<string> {
  let version = '';
  for (const words of calls) {
    const { stdout } = await promisify(execFile)(command, words, { timeout: 10_000 });
    version = stdout.trim().split('\n')[0] ?? '';
  }
  return version;
}
