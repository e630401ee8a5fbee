import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WORKSPACE } from './markdown-files';

const text = readFileSync(join(WORKSPACE, 'docs/features.md'), 'utf8');

/** Rows of the table that begins with a heading, each as the texts of its cells. */
function rowsBelow(heading: RegExp): readonly (readonly string[])[] {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => heading.test(line)) + 2;
  const length = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  return lines.slice(first, first + length).map((line) => line.split('|').map((cell) => cell.trim()));
}

const TEST = /\]\(\.\.\/[\w/.-]+\.spec\.ts\)/;

describe('The table of features', () => {
  const features = rowsBelow(/^\| +\| laravel-ecs/);

  test('has a row for each', () => {
    expect(features.length).toBeGreaterThan(30);
  });

  test.each(features.map(([, feature = '', ours = '']) => [feature, ours] as const))(
    'shows by a test what is said of %s',
    (_, ours) => {
      expect(ours).toMatch(/^[✔◐✘]/);
      if (!ours.startsWith('✘')) {
        expect(ours).toMatch(TEST);
      }
    },
  );
});

describe('The table of what users suffer from', () => {
  test.each(rowsBelow(/^\| pain/).map(([, pain = '', answer = '', shown = '']) => [pain, answer, shown] as const))(
    'has an answer to: %s',
    (_, answer, shown) => {
      expect(answer).not.toBe('');
      expect(shown).toMatch(TEST);
    },
  );
});
