import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { LOCAL } from '@laravel-ecs/config';
import { Aws } from '../aws/aws';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { migratePreviews } from '../preview/migration';
import { commandOf, explainStart, PROGRAMS } from '../programs';
import { answer, say, sayElsewhere } from '../say';
import { withStacks } from '../session';
import { makeBucket } from '../state/bucket';
import { migrate as migrateState, type Moved } from '../state/migration';
import { settingIn } from '../state/setting';
import { signInVariables } from '../state/variables';
import { makeWorkspaces, requireWorkspaces, type Variables, type Wanted, workspacesOf } from '../state/workspaces';
import { findWorkspace } from '../workspace';

export interface BootstrapOptions {
  /** Hand the answer to a program. */
  readonly json?: boolean;
}

/**
 * Makes what states are kept in, as `cdktf.json` says: the bucket, or a workspace for each stack. Safe to run again.
 *
 * @throws Failure
 */
export async function bootstrap({ json }: BootstrapOptions): Promise<void> {
  if (json) {
    sayElsewhere();
  }
  const config = settingIn(join(findWorkspace().root, 'cdktf.json'));
  switch (config.kind) {
    case 'local':
      say(
        'States are kept on this computer, and need nothing that would have to be made: `context.state` in cdktf.json says otherwise',
      );
      break;
    case 's3': {
      const { bucket, region } = config;
      const isNew = await makeBucket(await new Aws(region).s3(), bucket, region);
      say(`${bucket}  ${isNew ? 'made' : 'there already'}`);
      break;
    }
    case 'hcp': {
      const stacks = await withStacks({}, async (session) => [...session.stacks.values()]);
      const wanted = workspacesOf(config, stacks);
      const region = stacks.map(({ where }) => where.region).find(Boolean);
      const made = await makeWorkspaces(config, wanted, await variablesOf(wanted, region));
      made.forEach(({ name, what }) => say(`${name}  ${what}`));
      if (config.previewsProject) {
        // Workspaces of previews come and go by a token that can make no project.
        await makeWorkspaces({ ...config, project: config.previewsProject }, []);
      }
      break;
    }
  }
  if (json) {
    answer(config);
  }
}

export interface MigrateOptions {
  /** File that says where states are kept now, as `cdktf.json` does; by default, that of the last commit. */
  readonly from?: string;

  /** Hand the answer to a program. */
  readonly json?: boolean;
}

/**
 * Copies the states of all stacks, and of all previews, to where `cdktf.json` says, from where it said before. Safe to run again.
 *
 * @throws Failure
 */
export async function migrate({ from, json }: MigrateOptions): Promise<void> {
  if (json) {
    sayElsewhere();
  }
  const { root } = findWorkspace();
  const directory = mkdtempSync(join(tmpdir(), 'states-'));
  try {
    const before = from ? resolve(from) : committed(root, directory);
    const [old, now] = [settingIn(before), settingIn(join(root, 'cdktf.json'))];
    if (isDeepStrictEqual(old, now)) {
      throw new Failure(
        `states are kept as before (${now.kind}): change context.state in cdktf.json, or name a file that says where they are now by --from`,
        EXIT.usage,
      );
    }
    const moved = await withStacks({}, async (session) => {
      const { stacks, stacksWith } = session;
      await requireWorkspaces(now, stacks.values());
      const results: Record<string, Moved> = {};
      for (const [name, stack] of await stacksWith(before, join(directory, 'stacks'))) {
        const to = stacks.get(name);
        if (to && name !== LOCAL) {
          results[name] = await migrateState(stack, to, directory);
          say(`${name}  ${results[name]}`);
        }
      }
      return { ...results, ...(await migratePreviews(session, before, directory)) };
    });
    if (json) {
      answer(moved);
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The `cdktf.json` of the last commit. */
function committed(root: string, directory: string): string {
  const words = ['show', 'HEAD:./cdktf.json'];
  const { status, stdout, error } = spawnSync(commandOf(PROGRAMS.git), words, { cwd: root, encoding: 'utf8' });
  if (error) {
    throw explainStart(PROGRAMS.git, error);
  }
  if (status !== 0) {
    throw new Failure(
      'git has no cdktf.json of a last commit: name a file that says where states are kept now by --from',
      EXIT.usage,
    );
  }
  const file = join(directory, 'cdktf.json');
  writeFileSync(file, stdout);
  return file;
}

/** What has the runs of workspaces signed in to the AWS account that this shell is signed in to. */
async function variablesOf(wanted: readonly Wanted[], region: string | undefined): Promise<Variables> {
  const remote = wanted.filter(({ execution }) => execution === 'remote');
  if (remote.length === 0) {
    return {};
  }
  const identity = await (await new Aws(region).sts()).getCallerIdentity();
  return Object.fromEntries(
    remote.map(({ name, stack }) => [name, signInVariables(identity, name.slice(0, -`-${stack}`.length), stack)]),
  );
}
