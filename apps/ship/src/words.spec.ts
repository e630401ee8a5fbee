import { ago, counted, lastOf, shortDigest, soon } from './words';

const NOW = Date.parse('2026-01-02T00:00:00Z');

test.each([
  ['2026-01-02T00:00:00Z', '0 seconds ago'],
  ['2026-01-01T23:59:59Z', '1 second ago'],
  ['2026-01-01T23:58:01Z', '1 minute ago'],
  ['2026-01-01T22:00:00Z', '2 hours ago'],
  ['2025-12-30T23:00:00Z', '2 days ago'],
  ['2026-01-02T00:00:09Z', '0 seconds ago'],
])('%s was %s', (time, words) => {
  expect(ago(time, NOW)).toBe(words);
});

test.each([
  ['2026-01-04T23:59:58Z', 'in 3 days'],
  ['2026-01-02T01:30:00Z', 'in 1 hour'],
  ['2026-01-02T00:02:30Z', 'in 3 minutes'],
])('%s will be %s', (time, words) => {
  expect(soon(time, NOW)).toBe(words);
});

test('counts in words', () => {
  expect([counted(0, 'task'), counted(1, 'task'), counted(2, 'task')]).toEqual(['0 tasks', '1 task', '2 tasks']);
});

test('shortens what is long', () => {
  expect(lastOf('arn:aws:ecs:us-east-1:1:task-definition/laravel-dev-web:7')).toBe('laravel-dev-web:7');
  expect(shortDigest(`repository@sha256:${'ab'.repeat(32)}`)).toBe('abababababab');
  expect(shortDigest(undefined)).toBe('none');
});
