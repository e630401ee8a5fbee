import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { missingNode, nodeDirectory } from './node-binary';
import { PROJECT, Workspace } from './workspace';

/** One release of each major version that `engines` in package.json allows. */
const VERSIONS = ['20.20.2', '22.23.3', '24.21.0', '26.12.1'];

/** Commands in the order in which they run, and their output. */
const COMMANDS: Readonly<Record<string, RegExp>> = {
  'npx cdktf list': /^shared +\S+\/stacks\/shared$/m,
  'npx cdktf synth': /Generated Terraform code for the stacks: .*shared/,
  'npx cdktf deploy shared --auto-approve': /Apply complete! Resources: [1-9]/,
  'npx cdktf diff shared': /No changes\./,
  'npx cdktf destroy shared --auto-approve': /Destroy complete! Resources: [1-9]/,
  'npx nx show projects': /^ship$/m,
  'npx nx synth dev': /Successfully ran target synth for project dev/,
  'npx ship --help': /Usage: ship/,
  'npx ship up shared --emulator': /second plan: no changes/i,
};

/** Separates the outputs of commands that run in one shell. */
const SEPARATOR = '-- end of output --';

describe('Every command', () => {
  for (const version of VERSIONS) {
    const missing = missingNode(version);
    if (missing) {
      test.skip(`runs on Node.js ${version} (skipped: ${missing})`, () => undefined);
    } else {
      test.concurrent(`runs on Node.js ${version}`, () => runCommands(version));
    }
  }
});

async function runCommands(version: string): Promise<void> {
  const [major] = version.split('.');
  const path = [await nodeDirectory(version), process.env['PATH']].join(delimiter);
  const workspace = new Workspace(clone, { PATH: path, NX_DAEMON: 'false', CHECKPOINT_DISABLE: '1' });
  try {
    await workspace.ship('emulator', 'start');
    const script = ['npx --call="node --version"', ...Object.keys(COMMANDS)].join(` && echo '${SEPARATOR}' && `);
    const [used, ...outputs] = (await workspace.shell(script)).stdout.split(`${SEPARATOR}\n`);
    expect(used).toMatch(new RegExp(`^v${major}\\.`));
    expect(outputs).toEqual(Object.values(COMMANDS).map((output) => expect.stringMatching(output)));
  } finally {
    await workspace.remove();
  }
}

/** Nx finds projects in a Git repository, and does not follow links. */
function clone(directory: string): void {
  execFileSync('git', ['clone', '--quiet', PROJECT, directory]);
  symlinkSync(join(PROJECT, 'node_modules'), join(directory, 'node_modules'));
}
