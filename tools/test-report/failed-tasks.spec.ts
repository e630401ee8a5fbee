import { failedTasksIn } from './failed-tasks';

/** Output of Nx 22 in the static style, in which one of two tasks fails. */
const OUTPUT = `
 NX   Running targets lint, typecheck for 2 projects:

- typecheck
- config

> nx run config:lint

> eslint .\r
\u001B[0m\u001B[31m✖ a problem that was only a warning\u001B[39m
> nx run typecheck:typecheck

> tsc --noEmit --project tools/typecheck\r
bad.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.
Warning: command "tsc --noEmit --project tools/typecheck" exited with non-zero status code

 NX   Running targets lint, typecheck for 2 projects failed

Failed tasks:

- typecheck:typecheck
`;

describe('failedTasksIn', () => {
  test('returns the output of each task that Nx lists as failed', () => {
    expect(failedTasksIn(OUTPUT.split('\n'))).toEqual([
      {
        task: 'typecheck:typecheck',
        output: [
          '> nx run typecheck:typecheck',
          '',
          '> tsc --noEmit --project tools/typecheck',
          "bad.ts(1,7): error TS2322: Type 'string' is not assignable to type 'number'.",
          'Warning: command "tsc --noEmit --project tools/typecheck" exited with non-zero status code',
        ].join('\n'),
      },
    ]);
  });

  test('returns nothing when no task fails', () => {
    const lines = ['> nx run config:lint', '', ' NX   Successfully ran target lint for project config'];
    expect(failedTasksIn(lines)).toEqual([]);
  });
});
