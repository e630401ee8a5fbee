import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Environment } from '../environment/environment';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { commandOf, explainStart, PROGRAMS } from '../programs';
import { say } from '../say';
import { findWorkspace } from '../workspace';
import { findImage } from './image';

export interface Built {
  /** `REPOSITORY:TAG` */
  readonly reference: string;
  readonly commit: string;
}

/**
 * Builds the image of this workspace and pushes it to the environment's repository, unless it is there already. Its tag is the commit;
 * what is not committed makes it another, as does a rebuild, since tags are never moved.
 *
 * @param rebuild whether to build again what is there, every layer: the packages of its base have got fixes since
 * @throws Failure where Docker or git is missing or fails
 */
export async function buildAndPush(
  environment: Environment,
  signal: AbortSignal,
  { rebuild = false }: { readonly rebuild?: boolean } = {},
): Promise<Built> {
  const { aws, deployment } = environment;
  const { root } = findWorkspace();
  const [git, docker] = [commandOf(PROGRAMS.git), commandOf(PROGRAMS.docker)];
  const php = join(root, 'php-app');
  const commit = (await run(git, ['rev-parse', '--short=12', 'HEAD'], { cwd: root, signal })).trim();
  const changes = (await run(git, ['status', '--porcelain', '--', 'php-app'], { cwd: root, signal })).trim();
  const tag = changes || rebuild ? `${commit}-${Math.round(Date.now() / 1000).toString(36)}` : commit;

  const reference = `${deployment.repository}:${tag}`;
  if (await findImage(environment, reference)) {
    say(`${reference} is there already`);
    return { reference, commit };
  }

  const ecr = await aws.ecr();
  const { authorizationData = [] } = await ecr.getAuthorizationToken({});
  const [user = '', password = ''] = Buffer.from(authorizationData[0]?.authorizationToken ?? '', 'base64')
    .toString()
    .split(':');
  const registry = deployment.repository.split('/')[0] ?? '';
  say(`Building ${reference}`);
  await run(docker, ['login', '--username', user, '--password-stdin', registry], {
    cwd: php,
    signal,
    input: password,
  });
  await run(docker, ['buildx', 'bake', '--push', ...(rebuild ? ['--no-cache'] : [])], {
    cwd: php,
    signal,
    shown: true,
    environment: { IMAGE: deployment.repository, RELEASE: tag },
  });
  return { reference, commit };
}

interface RunOptions {
  readonly cwd: string;
  readonly signal: AbortSignal;
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;

  /** Whether what it says is shown as it says it. */
  readonly shown?: boolean;
}

/** Runs a command to its end and hands back what it wrote to its standard output. */
function run(command: string, words: readonly string[], options: RunOptions): Promise<string> {
  const { cwd, signal, input, environment, shown } = options;
  return new Promise((end, fail) => {
    const child = spawn(command, words, {
      cwd,
      signal,
      env: { ...process.env, ...environment },
      stdio: ['pipe', 'pipe', shown ? 'inherit' : 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', (error: NodeJS.ErrnoException) =>
      fail(
        signal.aborted
          ? new Failure('Interrupted: nothing was released', EXIT.interrupted)
          : explainStart(command === commandOf(PROGRAMS.git) ? PROGRAMS.git : PROGRAMS.docker, error),
      ),
    );
    child.on('close', (code) =>
      code === 0
        ? end(stdout)
        : fail(
            new Failure(`\`${[command, ...words].join(' ')}\` ended with ${code}:\n${stderr.trim()}`, EXIT.notReady),
          ),
    );
    child.stdin?.on('error', () => undefined).end(input);
  });
}
