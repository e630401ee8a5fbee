import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from './failure';
import type { Running } from './running';
import type { Workspace } from './workspace';

const manifest = z.object({ stacks: z.record(z.string(), z.object({ workingDirectory: z.string() })) });

/** Folder of each synthesised stack, by its name. */
export type StackDirectories = ReadonlyMap<string, string>;

/**
 * Writes the Terraform JSON of stacks of the workspace.
 *
 * @param program command that synthesises them
 * @param output folder to write to
 * @throws Failure with what the program said, where it refuses the configuration
 */
export async function synthesize(
  { root }: Workspace,
  program: string,
  output: string,
  running: Running,
  environment: NodeJS.ProcessEnv,
): Promise<StackDirectories> {
  mkdirSync(output, { recursive: true });
  const { code, stderr } = await running.run('sh', ['-c', program], {
    cwd: root,
    environment: { ...environment, CDKTF_OUTDIR: output },
  });
  if (code !== 0) {
    throw new Failure(stderr.trim() || `'${program}' ended with exit code ${code} and said nothing`);
  }
  const { stacks } = manifest.parse(JSON.parse(readFileSync(join(output, 'manifest.json'), 'utf8')));
  return new Map(Object.entries(stacks).map(([name, { workingDirectory }]) => [name, join(output, workingDirectory)]));
}
