import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { commandOf, PROGRAMS, throwIfSelected } from '../programs';

/** How long the remote may take to answer, in milliseconds. */
const ANSWER = 30_000;

/**
 * The branches that the workspace's remote has.
 *
 * @returns nothing where it can't be reached, or names none: that says nothing of any branch
 * @throws Failure when GIT selects a program that cannot be started
 */
export async function branchesOfOrigin(root: string): Promise<ReadonlySet<string> | undefined> {
  const git = commandOf(PROGRAMS.git);
  try {
    const { stdout } = await promisify(execFile)(git, ['ls-remote', '--heads', 'origin'], {
      cwd: root,
      timeout: ANSWER,
      // There is nobody to ask for a password.
      env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
    });
    const branches = [...stdout.matchAll(/\trefs\/heads\/(.+)$/gm)].map(([, branch = '']) => branch);
    return branches.length > 0 ? new Set(branches) : undefined;
  } catch (error) {
    throwIfSelected(PROGRAMS.git, error as NodeJS.ErrnoException);
    return undefined;
  }
}
