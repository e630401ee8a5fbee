import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jobs } from './github';
import { WORKSPACE } from './pipeline';
import { misunderstandingOf } from './understanding';

const guides = ['docs/github.md', 'docs/gitlab.md'].map(
  (file) => [file, readFileSync(join(WORKSPACE, file), 'utf8')] as const,
);

describe.each(guides)('%s', (_, text) => {
  const table = text.slice(text.indexOf('## What runs when'), text.indexOf('## The gate'));

  test('says of each job what it runs', () => {
    const lines = [...jobs.values()].flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
    const said = [...table.matchAll(/`(npx [^`]+)`/g)].map(([, line = '']) => line);
    expect(said.length).toBeGreaterThan(10);
    expect(said.filter((line) => !lines.includes(line))).toEqual([]);
    for (const name of jobs.keys()) {
      expect(table).toContain(`\`${name}\``);
    }
  });

  test('names commands that ship understands', () => {
    const commands = [...text.matchAll(/^ *(npx ship .+)$/gm)].map(([, line = '']) => line.replace(/\s+#.*/, ''));
    expect(commands.length).toBeGreaterThan(5);
    expect(commands.filter((line) => misunderstandingOf(line) !== undefined)).toEqual([]);
  });
});
