import { stripVTControlCharacters } from 'node:util';

export interface FailedTask {
  /** `PROJECT:TARGET` */
  readonly task: string;
  readonly output: string;
}

/** First line of a task's output in the static output style of Nx. */
const TASK = /^> nx run (\S+)/;

/** First line of a paragraph by Nx itself. */
const NX = /^ NX {3}/;

/** Line of the list of failed tasks. */
const LISTED = /^- (\S+:\S+)$/;

/** Tasks that failed, with their output, in the lines that Nx printed. */
export function failedTasksIn(lines: readonly string[]): readonly FailedTask[] {
  const outputs = new Map<string, string[]>();
  const failed: string[] = [];
  let current: string[] = [];
  for (const line of lines.map((each) => stripVTControlCharacters(each).trimEnd())) {
    const task = TASK.exec(line)?.[1];
    if (task || NX.test(line)) {
      current = [];
    }
    if (task) {
      outputs.set(task, current);
    }
    current.push(line);
    failed.push(...(LISTED.exec(line)?.slice(1) ?? []));
  }
  return failed.map((task) => ({ task, output: (outputs.get(task) ?? []).join('\n').trim() }));
}
