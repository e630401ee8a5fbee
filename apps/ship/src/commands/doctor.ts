import { execFile } from 'node:child_process';
import colors from 'picocolors';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { answer, say, sayElsewhere } from '../say';

/** A program that some command needs. */
interface Tool {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly neededFor: string;
  readonly mend: string;
}

const TOOLS: readonly Tool[] = [
  {
    name: 'git',
    command: ['git', '--version'],
    neededFor: 'deploy without --image',
    mend: 'https://git-scm.com/downloads',
  },
  {
    name: 'docker',
    command: ['docker', 'version', '--format', '{{.Server.Version}}'],
    neededFor: 'deploy without --image',
    mend: 'install Docker, and start it: https://docs.docker.com/get-docker/',
  },
  {
    name: 'docker buildx',
    command: ['docker', 'buildx', 'version'],
    neededFor: 'deploy without --image',
    mend: 'https://github.com/docker/buildx#installing',
  },
  {
    name: 'terraform or tofu',
    command: ['sh', '-c', 'terraform version || tofu version'],
    neededFor: 'up and down',
    mend: 'none needed: up downloads a pinned release',
  },
  {
    name: 'session-manager-plugin',
    command: ['session-manager-plugin', '--version'],
    neededFor: 'exec',
    mend: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html',
  },
  {
    name: 'python3',
    command: ['python3', '--version'],
    neededFor: 'the emulator',
    mend: 'https://www.python.org/downloads/',
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
  const found = await Promise.all(TOOLS.map(async (tool) => ({ ...tool, version: await versionOf(tool.command) })));
  for (const { name, neededFor, mend, version } of found) {
    say(
      version
        ? `${colors.green('✔')} ${name}  ${colors.dim(version)}`
        : `${colors.red('✘')} ${name}, needed for ${neededFor}: ${mend}`,
    );
  }
  if (json) {
    answer(found.map(({ name, neededFor, mend, version }) => ({ name, version: version ?? null, neededFor, mend })));
  }
  if (found.some(({ version }) => !version)) {
    throw new Failure('', EXIT.notReady);
  }
}

function versionOf([program, ...words]: Tool['command']): Promise<string | undefined> {
  return new Promise((end) => {
    execFile(program, words, { timeout: 10_000 }, (error, stdout) =>
      end(error ? undefined : (stdout.trim().split('\n')[0] ?? '')),
    );
  });
}
