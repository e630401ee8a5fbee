import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isPreview, LOCAL, PREVIEW } from '@laravel-ecs/config';
import { Failure } from '../failure';
import { Running } from '../running';

/** Whether an environment is on AWS and stays. */
export function isLasting(environment: string): boolean {
  return environment !== LOCAL && environment !== PREVIEW && !isPreview(environment);
}

/**
 * The lasting environments that a change reaches, as Nx says.
 *
 * @param root top folder of the workspace
 * @param base what the change began at; by default, what Nx takes: `NX_BASE`, or the default branch
 * @throws Failure where Nx can't tell
 * @see https://nx.dev/docs/reference/nx-commands#nx-show-projects
 */
export async function affectedEnvironments(root: string, base: string | undefined): Promise<readonly string[]> {
  const words = [
    'show',
    'projects',
    '--affected',
    '--with-target',
    'diff',
    '--json',
    ...(base ? ['--base', base] : []),
  ];
  const { code, stdout, stderr } = await new Running().run(process.execPath, [nxOf(root), ...words], {
    cwd: root,
    // Plugins in processes of their own cost more than all the rest.
    environment: { NX_ISOLATE_PLUGINS: 'false', ...process.env },
  });
  if (code !== 0) {
    throw new Failure(
      `Nx can't tell what the change reaches${base ? ` since ${base}` : ''}; it needs the history of both: ${(stderr || stdout).trim()}`,
    );
  }
  return (JSON.parse(stdout) as string[]).filter(isLasting).sort();
}

/** The program of the workspace's own Nx. @throws Failure when it is not installed */
function nxOf(root: string): string {
  const require = createRequire(join(root, 'package.json'));
  try {
    const manifest = require.resolve('nx/package.json');
    return join(dirname(manifest), (require(manifest) as { bin: { nx: string } }).bin.nx);
  } catch {
    throw new Failure(`Nx can't tell what the change reaches: it is not installed in ${root}. Run \`npm ci\` there`);
  }
}
