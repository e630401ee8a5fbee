const { closeSync, openSync, readSync } = require('node:fs');

/** Milliseconds between two reads of the file. */
const POLL_INTERVAL = 1000;

/**
 * Prints the progress that {@link file} receives from the reporter, at most one line a second: elapsed time, project, specs, tests.
 *
 * @param file to which the reporter appends
 * @returns a function that ends it
 */
function showProgress(file, write) {
  const start = Date.now();
  const descriptor = openSync(file, 'r');
  const buffer = Buffer.alloc(64 * 1024);
  let rest = '';
  let shown = '';

  const poll = () => {
    for (let length; (length = readSync(descriptor, buffer)) > 0;) {
      rest += buffer.toString('utf8', 0, length);
    }
    const lines = rest.split('\n');
    rest = lines.pop();
    // A project's newest line replaces its older ones.
    const newest = new Map(lines.map((line) => JSON.parse(line)).map((each) => [each.project, each]));
    const text = [...newest.values()]
      .map(({ project, specs, of, tests, failures }) => {
        const failed = failures > 0 ? `, ${failures} failed` : '';
        return `${project} ${specs}/${of} specs, ${tests} tests${failed}`;
      })
      .join(' · ');
    if (text && text !== shown) {
      write(`${elapsed(start)}  ${text}\n`);
      shown = text;
    }
  };
  const timer = setInterval(poll, POLL_INTERVAL);
  return () => {
    clearInterval(timer);
    poll();
    closeSync(descriptor);
  };
}

/** Time since a moment: `3:07`. */
function elapsed(start) {
  const seconds = Math.round((Date.now() - start) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

module.exports = { elapsed, showProgress };
