import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigurationError, parseEnvironment } from '@laravel-ecs/config';
import { createApp, type EnvironmentInput, targetOf } from '@laravel-ecs/platform';
import * as fc from 'fast-check';
import { anyEnvironment } from './any-environment';
import { Workspace } from './workspace';

const FILE = 'environments/dev/environment.ts';

/** How many inputs are tried, and how many of those that are accepted Terraform is asked about. */
const INPUTS = 500;
const VALIDATED = 25;

/** Where a stack was synthesised to, or the problems that its input was refused for. */
type Answer = { readonly stack: string } | { readonly problems: readonly string[] };

/** Output of `terraform validate -json`. */
interface Validation {
  readonly valid: boolean;
  readonly diagnostics: readonly {
    readonly severity: 'error' | 'warning';
    readonly summary: string;
    readonly range?: { readonly filename: string };
  }[];
}

describe('Whatever is put into the file of an environment', () => {
  const directory = mkdtempSync(join(tmpdir(), 'laravel-ecs-properties-'));
  const accepted: { readonly input: EnvironmentInput; readonly stack: string }[] = [];
  let refused = 0;
  let count = 0;

  let workspace: Workspace;

  beforeAll(async () => {
    workspace = new Workspace();
    await workspace.ship('emulator', 'start');

    // CDKTF takes a stack trace with every token, and jest maps each to its source: most of the time went there.
    jest.spyOn(Error, 'captureStackTrace').mockReturnValue(undefined);
  });

  afterAll(async () => {
    jest.restoreAllMocks();
    await workspace.remove();
    rmSync(directory, { recursive: true, force: true });
  });

  function answer(input: EnvironmentInput): Answer {
    count += 1;
    const outdir = join(directory, String(count));
    try {
      const app = createApp({ [FILE]: input }, targetOf({}, undefined), outdir);
      app.synth();
      return { stack: join(outdir, 'stacks', input.name, 'cdk.tf.json') };
    } catch (error) {
      if (error instanceof ConfigurationError) {
        return { problems: error.problems };
      }
      throw error;
    }
  }

  test(`the answer is a stack, or what is wrong with which field (${INPUTS} inputs)`, () => {
    fc.assert(
      fc.property(anyEnvironment, (input) => {
        const result = answer(input);
        if ('stack' in result) {
          accepted.push({ input, stack: result.stack });
          return;
        }
        refused += 1;
        expect(result.problems.length).toBeGreaterThan(0);
        for (const problem of result.problems) {
          expect(problem).toMatch(/^[a-zA-Z]+(\.|:| is missing:)/);
        }
      }),
      { numRuns: INPUTS, seed: 20_260_101, endOnFailure: true },
    );
    // An answer that is always the same would show nothing.
    expect(accepted.length).toBeGreaterThanOrEqual(VALIDATED * 2);
    expect(refused).toBeGreaterThanOrEqual(100);
  });

  test(`a stack is one that Terraform accepts (${VALIDATED} of them)`, async () => {
    // What moves requests gradually needs a newer provider than the one that is tested with.
    const known = accepted.filter(({ input }) => parseEnvironment(input, FILE).web.deployment.strategy === 'rolling');
    const chosen = known.slice(0, VALIDATED);
    expect(chosen).toHaveLength(VALIDATED);

    // One module for each stack: Terraform then reads the schemas of the provider once for all of them.
    const root = mkdtempSync(join(directory, 'root-'));
    for (const [index, { stack }] of chosen.entries()) {
      mkdirSync(join(root, `${index}`));
      cpSync(stack, join(root, `${index}/cdk.tf.json`));
    }
    const module = Object.fromEntries(chosen.map((_, index) => [`stack-${index}`, { source: `./${index}` }]));
    writeFileSync(join(root, 'main.tf.json'), JSON.stringify({ module }));
    // Terraform writes the reasons for a failure to the file.
    await workspace.shell(
      `cd ${root} && "$TERRAFORM" init -backend=false -input=false >/dev/null && { "$TERRAFORM" validate -json >result.json || true; }`,
    );
    const { valid, diagnostics } = JSON.parse(readFileSync(join(root, 'result.json'), 'utf8')) as Validation;
    const errors = diagnostics
      .filter(({ severity }) => severity === 'error')
      .map((error) => ({ ...error, input: chosen[Number(error.range?.filename.split('/')[0])]?.input }));
    expect({ valid, errors }).toEqual({ valid: true, errors: [] });
  });
});
