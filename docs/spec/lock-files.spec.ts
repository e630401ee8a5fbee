import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from './markdown-files';

const files = execFileSync('git', ['ls-files', '*package-lock.json'], { cwd: WORKSPACE, encoding: 'utf8' })
  .split('\n')
  .filter(Boolean);

describe('Lock files', () => {
  test('are there for the workspace and for the application', () => {
    expect(files.sort()).toEqual(['package-lock.json', 'php-app/package-lock.json']);
  });

  // Where one does: npm run lock
  test.each(files)('%s names no host', (file) => {
    const text = readFileSync(join(WORKSPACE, file), 'utf8');
    expect(text.match(/\w+:\/\/[^"]+/g)).toBeNull();
  });
});
