import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

const ROOT = resolve(__dirname, '../..');
const ESLINT = resolve(ROOT, 'node_modules/eslint/bin/eslint.js');

/** What ESLint has to say of a text, were it the text of this file. */
function lint(file: string, text: string): readonly string[] {
  const words = [ESLINT, '--stdin', '--stdin-filename', file, '--format', 'json', '--no-warn-ignored'];
  const [result] = JSON.parse(run(words, text)) as { messages: { ruleId: string; message: string }[] }[];
  return (result?.messages ?? []).map(({ ruleId, message }) => `${ruleId}: ${message.split('\n')[0]}`);
}

/** The output, whether something was found (exit code 1) or not. */
function run(words: readonly string[], input: string): string {
  try {
    return execFileSync(process.execPath, words, { cwd: ROOT, input, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return (error as { stdout: string }).stdout;
  }
}

describe('ESLint', () => {
  test.each([
    ['@cdktf/provider-aws', "no-restricted-imports: '@cdktf/provider-aws' import is restricted"],
    ['@cdktf/provider-docker', "no-restricted-imports: '@cdktf/provider-docker' import is restricted"],
    ['@cdktf/cli-core', "no-restricted-imports: '@cdktf/cli-core' import is restricted"],
    [
      '@laravel-ecs/database',
      '@nx/enforce-module-boundaries: A project tagged with "type:construct" can only depend on',
    ],
    ['../../config/src/index', '@nx/enforce-module-boundaries: Projects cannot be imported by a relative'],
  ])('refuses a construct that imports %s', (from, message) => {
    expect(lint('libs/cache/src/index.ts', `export { x } from '${from}';`)).toEqual([expect.stringContaining(message)]);
  });

  test('lets a construct import one class of a provider, and a foundation', () => {
    const text = "export { Vpc } from '@cdktf/provider-aws/lib/vpc';\nexport { Vpc as V } from '@laravel-ecs/network';";
    expect(lint('libs/cache/src/index.ts', text)).toEqual([]);
  });
});
