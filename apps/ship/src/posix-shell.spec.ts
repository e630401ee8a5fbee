import { execFileSync } from 'node:child_process';
import { exportLines, quote } from './posix-shell';

const shell = (script: string) => execFileSync('sh', ['-c', script], { encoding: 'utf8', env: { GONE: 'still here' } });

describe('quote', () => {
  test.each(['plain', 'two words', "it's", '"double"', '$HOME `id` \\', 'a\nb', "''"])(
    'hands %p to a shell as it is',
    (word) => {
      expect(shell(`printf %s ${quote(word)}`)).toBe(word);
    },
  );
});

describe('exportLines', () => {
  test('set variables for children, and take away the empty ones', () => {
    const lines = exportLines({ KEPT: "it's", GONE: '', MISSING: undefined });
    expect(shell(`${lines.join('\n')}\nenv`)).toContain("KEPT=it's\n");
    expect(shell(`${lines.join('\n')}\nenv`)).not.toContain('GONE');
  });
});
