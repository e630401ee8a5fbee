import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Configuration files of Jest by the Nx target that runs them. */
const CONFIGURATIONS: Readonly<Record<string, string>> = { test: 'jest.config.js', e2e: 'jest.e2e.config.js' };

/** Names under which the projects that have one of these targets report their tests. */
export function projectsWith(root: string, targets: readonly string[]): readonly string[] {
  const patterns = targets.flatMap((target) => CONFIGURATIONS[target] ?? []).map((name) => `*/${name}`);
  if (patterns.length === 0) {
    return [];
  }
  const words = ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns];
  return execFileSync('git', words, { cwd: root, encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)
    .flatMap((file) => /displayName: '([^']+)'/.exec(readFileSync(join(root, file), 'utf8'))?.[1] ?? []);
}
