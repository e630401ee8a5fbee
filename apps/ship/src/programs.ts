import { isAbsolute } from 'node:path';
import { EXIT } from './exit-codes';
import { Failure } from './failure';

/** A program that `ship` starts, which an environment variable can replace. */
export interface Program {
  /** Environment variable that selects another program. */
  readonly variable: string;

  /** Name of the program that is looked up on PATH when the variable is not set. */
  readonly command: string;

  /** Page that describes its installation. */
  readonly installation: string;
}

export const PROGRAMS = {
  docker: { variable: 'DOCKER', command: 'docker', installation: 'https://docs.docker.com/get-docker/' },
  git: { variable: 'GIT', command: 'git', installation: 'https://git-scm.com/downloads' },
  terraform: {
    variable: 'TERRAFORM',
    command: 'terraform',
    installation: 'https://developer.hashicorp.com/terraform/install',
  },
  python: { variable: 'PYTHON', command: 'python3', installation: 'https://www.python.org/downloads/' },
  sessionManagerPlugin: {
    variable: 'SESSION_MANAGER_PLUGIN',
    command: 'session-manager-plugin',
    installation:
      'https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-working-with-install-plugin.html',
  },
} as const satisfies Readonly<Record<string, Program>>;

/**
 * The program to start: the value of its environment variable, or its name. An empty variable counts as not set, as in `${DOCKER:-docker}`.
 *
 * @throws Failure when the value is a relative path, which each folder would resolve to another file
 */
export function commandOf(program: Program, environment: NodeJS.ProcessEnv = process.env): string {
  const value = environment[program.variable];
  if (!value) {
    return program.command;
  }
  if (/[\\/]/.test(value) && !isAbsolute(value)) {
    throw notUsable(program, value, 'a relative path');
  }
  return value;
}

/**
 * The reason why a program was not started, when the reason is the program itself.
 *
 * @returns the error itself when it is about something else
 */
export function explainStart(
  program: Program,
  error: NodeJS.ErrnoException,
  environment: NodeJS.ProcessEnv = process.env,
): Error {
  const reason = { ENOENT: 'not found', EACCES: 'not executable' }[error.code ?? ''];
  if (!reason) {
    return error;
  }
  const value = environment[program.variable];
  return value
    ? notUsable(program, value, reason)
    : new Failure(
        `${program.command} is ${reason === 'not found' ? 'not on PATH' : reason}. Install it (${program.installation}), ` +
          `or set ${program.variable} to ${ALLOWED}`,
        EXIT.notReady,
      );
}

/**
 * For commands that do without a program that is missing.
 *
 * @throws Failure when the environment variable is set, and what it selects cannot be started
 */
export function throwIfSelected(
  program: Program,
  error: NodeJS.ErrnoException,
  environment: NodeJS.ProcessEnv = process.env,
): void {
  const explained = explainStart(program, error, environment);
  if (environment[program.variable] && explained instanceof Failure) {
    throw explained;
  }
}

const ALLOWED = 'the name of a program on PATH or an absolute path, without arguments';

function notUsable({ variable, command }: Program, value: string, reason: string): Failure {
  return new Failure(
    `${variable} is '${value}', which is ${reason}. Set it to ${ALLOWED}, or unset it to use ${command}`,
    EXIT.notReady,
  );
}
