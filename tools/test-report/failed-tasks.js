const { stripVTControlCharacters } = require('node:util');

/** First line of a task's output in the static output style of Nx. */
const TASK = /^> nx run (\S+)/;

/** First line of the summary in which Nx lists the tasks that failed. */
const SUMMARY = /^ NX {3}/;

/** Tasks that failed, with their output, in the lines that Nx printed. */
function failedTasksIn(lines) {
  const outputs = new Map();
  const failed = [];
  let current = [];
  for (const line of lines.map((each) => stripVTControlCharacters(each).trimEnd())) {
    const [, task] = TASK.exec(line) ?? [];
    const [, listed] = /^- (\S+:\S+)$/.exec(line) ?? [];
    if (task) {
      current = [];
      outputs.set(task, current);
    } else if (SUMMARY.test(line)) {
      current = [];
    } else if (listed) {
      failed.push(listed);
    }
    current.push(line);
  }
  return failed.map((task) => ({ task, output: (outputs.get(task) ?? []).join('\n').trim() }));
}

module.exports = { failedTasksIn };
