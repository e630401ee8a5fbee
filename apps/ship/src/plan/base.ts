import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandOf, PROGRAMS, throwIfSelected } from '../programs';
import { type Hunk, hunksOf } from './hunks';

/** What no Terraform JSON depends on. */
const BESIDE_THE_POINT = [
  ':(exclude,glob)**/*.md',
  ':(exclude,glob)**/*.spec.ts',
  ':(exclude)docs',
  ':(exclude)php-app',
];

/**
 * The workspace as it was where a change began, in a folder of its own, to which the change can be made bit by bit.
 */
export class Base {
  readonly directory = mkdtempSync(join(tmpdir(), 'base-'));

  readonly #root: string;
  readonly #commit: string;

  private constructor(root: string, commit: string) {
    this.#root = root;
    this.#commit = commit;
  }

  /**
   * @param root top folder of the workspace
   * @param reference what the change is to be merged into
   * @returns nothing where git does not know that, or is not there
   */
  static at(root: string, reference: string): Base | undefined {
    const commit = git(root, ['merge-base', 'HEAD', reference]);
    const tree = commit && git(root, ['rev-parse', `${commit.trim()}:./`]);
    if (!commit || !tree) {
      return undefined;
    }
    const base = new Base(root, commit.trim());
    const index = { GIT_INDEX_FILE: join(base.directory, '.index') };
    const made =
      git(root, ['read-tree', tree.trim()], { environment: index }) !== undefined &&
      git(root, ['checkout-index', '--all', `--prefix=${base.directory}/`], { environment: index }) !== undefined;
    if (!made) {
      base.remove();
      return undefined;
    }
    if (existsSync(join(root, 'node_modules'))) {
      symlinkSync(join(root, 'node_modules'), join(base.directory, 'node_modules'));
    }
    return base;
  }

  /** What was changed since, in the order in which it can be made again. */
  hunks(): readonly Hunk[] {
    // As it is by default, whatever somebody has set.
    const plain = ['--no-color', '--no-ext-diff', '--no-renames', '--src-prefix=a/', '--dst-prefix=b/'];
    const words = ['-c', 'core.quotePath=false', 'diff', '--unified=0', ...plain, '--relative', this.#commit];
    return hunksOf(git(this.#root, [...words, '--', '.', ...BESIDE_THE_POINT]) ?? '');
  }

  /** Makes a part of the change. */
  apply({ patch }: Hunk): void {
    // Git takes the folder for no part of a repository that it may lie in.
    const environment = { GIT_CEILING_DIRECTORIES: tmpdir(), GIT_DIR: join(this.directory, '.none') };
    git(this.directory, ['apply', '--unidiff-zero', '-'], { input: patch, environment });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function git(
  cwd: string,
  words: readonly string[],
  { input, environment }: { input?: string; environment?: NodeJS.ProcessEnv } = {},
): string | undefined {
  const { status, stdout, error } = spawnSync(commandOf(PROGRAMS.git), words, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, ...environment },
    ...(input !== undefined && { input }),
  });
  if (error) {
    throwIfSelected(PROGRAMS.git, error);
  }
  return status === 0 ? stdout : undefined;
}
