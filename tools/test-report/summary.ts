import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SpecReport } from './spec-report';

/** Number of specs in the list of the slowest. */
const SLOWEST = 10;

/** Numbers of tests, and the seconds that their specs took. */
export type Counts = Omit<SpecReport, 'file'>;

export interface Summary extends Omit<Counts, 'seconds'> {
  readonly projects: ReadonlyMap<string, Counts>;
  readonly slowest: readonly SpecReport[];
}

/** Counts of a project that left no report: its tests did not start. */
const NOT_STARTED: Counts = { passed: 0, failed: 1, skipped: 0, seconds: 0 };

/**
 * Reads the reports that a test run left in a directory.
 *
 * @param directory contains `PROJECT.json` for each project whose tests ran or came from the cache
 * @param expected names of the projects that must have left a report
 */
export function summarize(directory: string, expected: readonly string[]): Summary {
  const files = readdirSync(directory).filter((file) => file.endsWith('.json'));
  const reports = new Map(
    files.map((file) => [
      file.slice(0, -'.json'.length),
      JSON.parse(readFileSync(join(directory, file), 'utf8')) as readonly SpecReport[],
    ]),
  );
  const projects = new Map(
    expected.map((project) => {
      const specs = reports.get(project);
      return [project, specs ? countsOf(specs) : NOT_STARTED];
    }),
  );
  const { passed, failed, skipped } = countsOf([...projects.values()]);
  const slowest = expected
    .flatMap((project) => reports.get(project) ?? [])
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, SLOWEST);
  return { projects, slowest, passed, failed, skipped };
}

function countsOf(all: readonly Counts[]): Counts {
  const sum = (count: keyof Counts) => all.reduce((total, each) => total + each[count], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped'), seconds: Math.round(sum('seconds')) };
}
