import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { PROGRAMS } from '../programs';
import { runProgram } from '../run-program';

/**
 * The commit that is checked out, by the twelve characters that tag its image.
 *
 * @throws Failure when git is missing or fails
 */
export function currentCommit(root: string, signal: AbortSignal): Promise<string> {
  return git(root, signal, ['rev-parse', '--short=12', 'HEAD']);
}

/**
 * Whether the application contains changes that are not committed.
 *
 * @throws Failure when git is missing or fails
 */
export async function isChanged(root: string, signal: AbortSignal): Promise<boolean> {
  return Boolean(await git(root, signal, ['status', '--porcelain', '--', 'php-app']));
}

async function git(cwd: string, signal: AbortSignal, words: readonly string[]): Promise<string> {
  const { code, stdout, output } = await runProgram(PROGRAMS.git, words, { cwd, signal });
  if (code !== 0) {
    throw new Failure(`\`git ${words.join(' ')}\` ended with ${code}:\n${output.trim()}`, EXIT.notReady);
  }
  return stdout.trim();
}
