import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace, PositionEncoding } from '@astral-sh/ruff-wasm-nodejs';

const files = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.py'));

const ruff = new Workspace(
  {
    'line-length': 120,
    lint: { select: ['E', 'F', 'I', 'UP', 'B', 'ANN0', 'ANN2'], isort: { 'known-first-party': ['aws_emulator'] } },
  },
  PositionEncoding.Utf16,
);

describe('The overlay', () => {
  test('has files', () => {
    expect(files.length).toBeGreaterThan(10);
  });

  test.each(files)('%s keeps to the rules of ruff, and to its format', (file) => {
    const source = readFileSync(join(__dirname, file), 'utf8');
    const findings = ruff.check(source) as { message: string; start_location: { row: number } }[];
    expect(findings.map(({ message, start_location: { row } }) => `${row}: ${message}`)).toEqual([]);
    expect(ruff.format(source)).toBe(source);
  });
});
