import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { markdownFiles, WORKSPACE } from './markdown-files';

describe('The links of', () => {
  test.each(markdownFiles())('%s lead somewhere', (file) => {
    const text = readFileSync(join(WORKSPACE, file), 'utf8');
    const targets = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)[^)]*\)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !existsSync(join(WORKSPACE, dirname(file), target)))).toEqual([]);
  });
});
