import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ts from 'typescript';
import { markdownFiles, WORKSPACE } from './markdown-files';

/** The examples in TypeScript, each as a file beside the text that it stands in. */
const examples = new Map(
  markdownFiles().flatMap((file) =>
    [...readFileSync(join(WORKSPACE, file), 'utf8').matchAll(/^ *```ts\n(.*?)^ *```/gms)].map(
      ([, code = ''], index) => [join(WORKSPACE, `${file}.${index}.ts`), code] as const,
    ),
  ),
);

/** What the compiler has to say of the examples, by the text that they stand in. */
function diagnose(): Map<string, string[]> {
  const { config } = ts.readConfigFile(join(WORKSPACE, 'tsconfig.base.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, WORKSPACE);
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => examples.has(file) || fileExists(file);
  host.readFile = (file) => examples.get(file) ?? readFile(file);
  host.getSourceFile = (file, version) => {
    const code = examples.get(file);
    return code === undefined ? getSourceFile(file, version) : ts.createSourceFile(file, code, version);
  };
  const program = ts.createProgram([...examples.keys()], options, host);
  return new Map(
    [...examples.keys()].map((file) => {
      const source = program.getSourceFile(file);
      const diagnostics = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [file, diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
    }),
  );
}

describe('The examples', () => {
  const problems = diagnose();

  test.each([...problems].map(([file, found]) => [file.slice(WORKSPACE.length + 1), found] as const))(
    '%s compiles',
    (_, found) => {
      expect(found).toEqual([]);
    },
  );

  test('are there for every library', () => {
    const libraries = markdownFiles().filter((file) => /^libs\/[^/]+\/README\.md$/.test(file));
    expect(libraries.length).toBeGreaterThan(10);
    expect(libraries.filter((file) => !examples.has(join(WORKSPACE, `${file}.0.ts`)))).toEqual([]);
  });
});
