import { aroundDashes } from './dashes';

test.each([
  [['worker'], 'worker', []],
  [['worker', '--', 'php', '-v'], 'worker', ['php', '-v']],
  [['--', 'php', '-v'], undefined, ['php', '-v']],
  [['worker', '--'], 'worker', []],
  [['worker', 'php', '-v'], 'worker', ['php', '-v']],
  [['--', 'sh', '-c', 'ls -- *'], undefined, ['sh', '-c', 'ls -- *']],
  [['worker', '--', 'ls', '--', '*'], 'worker', ['ls', '--', '*']],
  [[], undefined, []],
])('%p is role %p and command %p', (words, role, command) => {
  const [first, ...rest] = words.filter((word, index) => word !== '--' || words.indexOf('--') !== index);
  expect(aroundDashes(['node', 'ship', 'exec', 'dev', ...words], first, rest)).toEqual({ role, command });
});
