import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { Failure } from './failure';

const cdktfJson = z.object({ app: z.string(), output: z.string().default('cdktf.out') });

/** Command that synthesises a preview. */
const PREVIEW_APP = 'node --max-semi-space-size=4 -r @swc-node/register environments/preview/main.ts';

/** The workspace that a command works on. */
export interface Workspace {
  /** Its top folder: where `cdktf.json` is. */
  readonly root: string;

  /** Command that synthesises all its stacks. */
  readonly app: string;

  /** Command that synthesises the preview of a branch, which variables name. */
  readonly previewApp: string;

  /** Folder under which each preview is synthesised to one of its own for AWS. */
  readonly previewOutput: string;

  /** Folder that the stacks are synthesised to for AWS. */
  readonly output: string;

  /** Folder of its emulator. */
  readonly emulatorDirectory: string;

  /**
   * Folder that the stacks are synthesised to for the emulator: Terraform remembers in a stack's folder where its state is
   * kept, and that differs.
   */
  readonly emulatorOutput: string;
}

/**
 * Finds the workspace from a folder upwards.
 *
 * @throws Failure where there is none
 */
export function findWorkspace(from: string = process.cwd()): Workspace {
  for (let root = resolve(from); ; root = dirname(root)) {
    const file = join(root, 'cdktf.json');
    if (existsSync(file)) {
      const { app, output } = cdktfJson.parse(JSON.parse(readFileSync(file, 'utf8')));
      const emulatorDirectory = join(root, '.emulator');
      return {
        root,
        app,
        previewApp: PREVIEW_APP,
        previewOutput: join(root, 'dist', 'previews'),
        output: join(root, output),
        emulatorDirectory,
        emulatorOutput: join(emulatorDirectory, output),
      };
    }
    if (root === dirname(root)) {
      throw new Failure(`there is no cdktf.json in ${from} or above it: go to the folder of your workspace`);
    }
  }
}
