import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { summarize } from './summary';

const spec = (file: string, seconds: number, { passed = 1, failed = 0, skipped = 0 } = {}) => ({
  file,
  seconds,
  passed,
  failed,
  skipped,
});

/** Directory with the reports of these projects. */
function reports(projects: Readonly<Record<string, readonly object[]>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'reports-'));
  for (const [project, specs] of Object.entries(projects)) {
    writeFileSync(join(directory, `${project}.json`), JSON.stringify(specs));
  }
  return directory;
}

describe('summarize', () => {
  test('adds up the specs of each project', () => {
    const directory = reports({
      network: [spec('a', 1), spec('b', 2, { passed: 3, failed: 1 })],
      ship: [spec('c', 3, { passed: 0, skipped: 2 })],
    });
    expect(summarize(directory, ['network', 'ship'])).toMatchObject({
      projects: new Map([
        ['network', { passed: 4, failed: 1, skipped: 0, seconds: 3 }],
        ['ship', { passed: 0, failed: 0, skipped: 2, seconds: 3 }],
      ]),
      passed: 4,
      failed: 1,
      skipped: 2,
    });
  });

  test('counts a project that left no report as failed', () => {
    expect(summarize(reports({}), ['network'])).toMatchObject({ passed: 0, failed: 1 });
  });

  test('lists the ten slowest specs of the projects that ran, the slowest first', () => {
    const specs = Array.from({ length: 12 }, (_, index) => spec(`${index}.spec.ts`, index));
    const { slowest } = summarize(reports({ network: specs, other: [spec('other', 99)] }), ['network']);
    expect(slowest.map(({ seconds }) => seconds)).toEqual([11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
  });
});
