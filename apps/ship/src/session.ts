import { join } from 'node:path';
import { type Emulator, findEmulator, isAlive } from '@laravel-ecs/aws-emulator';
import { LOCAL } from '@laravel-ecs/config';
import { type Destination, merge, onEmulator, whereTheShellPoints } from './destination';
import { EXIT } from './exit-codes';
import { Failure } from './failure';
import { once } from './once';
import { Running } from './running';
import { say } from './say';
import { type StackDirectories, synthesize } from './synthesize';
import { setUpTerraform } from './terraform/environment';
import { Stack } from './terraform/stack';
import { findWorkspace, type Workspace } from './workspace';

/** How often it is looked whether the emulator still runs, in milliseconds. */
const LOOK = 1000;

/** Stacks by their names. */
export type Stacks = ReadonlyMap<string, Stack>;

/** What a command that runs Terraform has at hand. */
export interface TerraformSession {
  readonly workspace: Workspace;
  readonly emulator: Emulator | undefined;

  /** Whether somebody asked to stop. */
  readonly signal: AbortSignal;

  /** Synthesises stacks: by which program, to which folder, told what by variables. */
  readonly synthesize: (program: string, output: string, variables?: NodeJS.ProcessEnv) => Promise<Stacks>;

  /** Folders of the stacks that the same workspace has in another folder, at another time. */
  readonly synthesizeAt: (root: string) => Promise<StackDirectories>;
}

/** What a command that works on the workspace's stacks has at hand. */
export interface Session extends TerraformSession {
  /** All of them, as `cdktf.json` and the environments' files have them. */
  readonly stacks: Stacks;

  /** The same stacks, synthesised to another folder, with their states where another file than `cdktf.json` says. */
  readonly stacksWith: (settingFile: string, output: string) => Promise<Stacks>;
}

/** What to work on. */
export interface On {
  /** Work on the emulator of this workspace; by default, where the shell points. */
  readonly emulator?: boolean;
}

/**
 * Does some work on the workspace's stacks, as {@link withTerraform} does.
 *
 * @throws Failure
 */
export function withStacks<Result>(on: On, work: (session: Session) => Promise<Result>): Promise<Result> {
  return withTerraform(on, async (session) => {
    const { workspace, emulator, synthesize } = session;
    const stacks = await synthesize(workspace.app, emulator ? workspace.emulatorOutput : workspace.output);
    const stacksWith: Session['stacksWith'] = (file, folder) =>
      synthesize(workspace.app, folder, { STATE_SETTING_FILE: file });
    return work({ ...session, stacks, stacksWith });
  });
}

/**
 * Does some work by Terraform, and tells its interruptions from its failures: a Ctrl-C lets Terraform save its state, and an
 * emulator that dies ends the work at once.
 *
 * @throws Failure
 */
export async function withTerraform<Result>(
  on: On,
  work: (session: TerraformSession) => Promise<Result>,
): Promise<Result> {
  const workspace = findWorkspace();
  const running = new Running();
  const starting = new AbortController();
  const interrupt = () => {
    starting.abort();
    const times = running.interrupt();
    say(
      times === 1
        ? '\nInterrupted: Terraform finishes what is under way and saves its state. Once more stops it at once.'
        : '\nInterrupted again: Terraform stops at once. What was being made may be missing in its state.',
    );
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);

  let destination: Destination | undefined;
  let watch: NodeJS.Timeout | undefined;
  try {
    destination = on.emulator ? await onEmulator(workspace, starting.signal) : await whereTheShellPoints();
    const { emulator } = destination;
    watch = emulator && setInterval(() => isAlive(emulator.pid) || running.stop(), LOOK);
    const { terraform, variables } = await setUpTerraform(workspace.root, destination.environment);
    const environment = merge(destination.environment, variables);
    const stacksOf: TerraformSession['synthesize'] = async (program, folder, told = {}) => {
      const directories = await synthesize(workspace, program, folder, running, { ...environment, ...told });
      return new Map(
        [...directories].map(
          ([name, directory]) => [name, new Stack({ name, directory, terraform, running, environment })] as const,
        ),
      );
    };
    const synthesizeAt: TerraformSession['synthesizeAt'] = (root) =>
      synthesize({ ...workspace, root }, workspace.app, join(root, 'cdktf.out'), running, environment);
    const result = await work({ workspace, emulator, signal: starting.signal, synthesize: stacksOf, synthesizeAt });
    // What comes next is not begun.
    running.throwIfInterrupted();
    return result;
  } catch (error) {
    if (running.interrupted) {
      throw new Failure(interruption(destination?.emulator), EXIT.interrupted);
    }
    if (destination?.emulator && !(await findEmulator(workspace.emulatorDirectory))) {
      throw new Failure(death(destination.emulator));
    }
    throw error;
  } finally {
    clearInterval(watch);
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/**
 * The stack of an environment on AWS.
 *
 * @throws Failure that names those there are, or who takes care of the one on this computer
 */
export function requireStack({ stacks }: Session, name: string): Stack {
  if (name === LOCAL) {
    throw new Failure(
      `'${LOCAL}' is on this computer's Docker and not on AWS: npx cdktf deploy ${LOCAL}, npx cdktf destroy ${LOCAL}`,
      EXIT.usage,
    );
  }
  const stack = stacks.get(name);
  if (!stack) {
    const names = [...stacks.keys()].filter((each) => each !== LOCAL).sort();
    throw new Failure(`there is no environment '${name}': there are ${names.join(', ')}`, EXIT.usage);
  }
  return stack;
}

/** What looks at workspaces, loaded when it is needed, and once: two who load a file at once may find it half loaded. */
const workspaceCode = once(async () => ({
  ...(await import('./state/setting')),
  ...(await import('./state/workspaces')),
}));

/**
 * Opens the states of stacks.
 *
 * @throws Failure where a workspace that a state is kept in is not as `cdktf.json` means it
 * @throws TerraformFailure
 */
export async function openStates({ workspace: { root } }: Session, stacks: readonly Stack[]): Promise<void> {
  if (stacks.some(({ kept }) => kept)) {
    const { settingIn, requireWorkspaces } = await workspaceCode();
    await requireWorkspaces(settingIn(join(root, 'cdktf.json')), stacks);
  }
  await Promise.all(stacks.map((stack) => stack.init()));
}

function interruption(emulator: Emulator | undefined): string {
  return emulator
    ? 'Interrupted. What was made is in the state, and the same command goes on from there. The emulator still runs: `npm stop` ends it.'
    : 'Interrupted. What was made is in the state, and the same command goes on from there.';
}

function death({ pid, logFile }: Emulator): string {
  return `the emulator (process ${pid}) ended in the middle of the work, and its records with it. Its log is ${logFile}. The next \`npm start\` begins afresh.`;
}
