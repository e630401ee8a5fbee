import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import {
  ConfigurationError,
  type EnvironmentInput,
  parseEnvironment,
  parseShared,
  type SharedInput,
} from '@laravel-ecs/config';
import { WORKSPACE } from './markdown-files';

const FILE = 'docs/refusals.md';

/** Rows of the tables: what is written, and what is said about it. */
const rows = [
  ...readFileSync(join(WORKSPACE, FILE), 'utf8').matchAll(/^\| `(?<written>[^`]+)` +\| (?<said>.+?) +\|$/gm),
].map(({ groups }) => [groups?.['written'] ?? '', groups?.['said'] ?? ''] as const);

const least = {
  name: 'dev',
  aws: { region: 'us-east-1' },
  network: { cidr: '10.10.0.0/16' },
} satisfies EnvironmentInput;

function problemsOf(written: string): readonly string[] {
  const changes = runInNewContext(`({ ${written} })`) as Partial<EnvironmentInput & SharedInput>;
  const input = { ...least, ...changes, network: { ...least.network, ...changes.network } };
  try {
    if (changes.ci) {
      parseShared({ name: 'shared', aws: least.aws, ci: changes.ci }, FILE);
    } else {
      parseEnvironment(input, FILE);
    }
  } catch (error) {
    if (error instanceof ConfigurationError) {
      return error.problems;
    }
    throw error;
  }
  return [];
}

describe('The table of what is refused', () => {
  test('has a row for each combination', () => {
    expect(rows.length).toBeGreaterThan(25);
  });

  test.each(rows)('is right about %s', (written, said) => {
    expect(problemsOf(written)).toEqual([said]);
  });
});
