import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

export const WORKSPACE = resolve(__dirname, '../..');

/** The project's Markdown files, from the workspace's root: those that git knows, or would if they were added. */
export function markdownFiles(): readonly string[] {
  const list = ['ls-files', '--cached', '--others', '--exclude-standard', '--', '*.md'];
  return execFileSync('git', list, { cwd: WORKSPACE, encoding: 'utf8' }).split('\n').filter(Boolean);
}
