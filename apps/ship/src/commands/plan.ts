import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { affectedEnvironments, isLasting } from '../plan/affected';
import { comment, commentsOf } from '../plan/comment';
import { findLosses } from '../plan/culprits';
import { lossLines, markdownOf, NOT_PLANNED, noneReached, type Report, sayReport } from '../plan/report';
import { rolesOf, type TakeRole } from '../plan/roles';
import { shorten } from '../progress/display';
import { answer, say, sayElsewhere } from '../say';
import { openStates, requireStack, type Session, withStacks } from '../session';
import { settingIn } from '../state/setting';
import type { Look } from '../terraform/planned';
import { findWorkspace, type Workspace } from '../workspace';

export interface PlanOptions {
  /** Only environments that the change reaches. */
  readonly affected?: boolean;

  /** What the change is to be merged into. */
  readonly base?: string;

  /** Say it on the merge or pull request as well. */
  readonly comment?: boolean;

  /** ARN of a role to plan with, in which `ENV` stands for the environment's name. */
  readonly role?: string;

  /** Whether to ask AWS what became of things since the last deploy. */
  readonly refresh?: boolean;

  /** End with another exit code where something would change. */
  readonly failOnChanges?: boolean;

  /** Plan on the workspace's emulator. */
  readonly emulator?: boolean;

  /** Hand the answer to a program. */
  readonly json?: boolean;
}

/**
 * Says what a deploy of each environment would change, and changes nothing.
 *
 * @param named environments; by default, all on AWS that are no previews
 * @throws Failure where a protected environment would lose data, where Terraform can't plan, or where changes are to be a failure
 */
export async function plan(named: readonly string[], options: PlanOptions): Promise<void> {
  if (options.json) {
    sayElsewhere();
  }
  // Whether it may be commented on is known before minutes of planning.
  const comments = options.comment ? commentsOf(process.env) : undefined;
  const workspace = findWorkspace();
  const takeRole = options.role ? await rolesOf(options.role, process.env) : undefined;
  const reached = options.affected ? await affectedEnvironments(workspace.root, options.base) : undefined;
  const planned: Planned =
    reached?.length === 0 && named.length === 0
      ? { reports: [], failures: [] }
      : await planStacks(workspace, { named, reached }, options, takeRole).catch(async (error) => {
          // What was said of an earlier commit is not true of this one.
          if (comments && error instanceof Failure && error.exitCode !== EXIT.interrupted) {
            await comment(comments, NOT_PLANNED);
          }
          throw error;
        });
  const { reports, failures } = planned;

  reports.forEach(sayReport);
  if (reports.length === 0) {
    say(noneReached(named));
  }
  if (comments) {
    say(`The comment is ${await comment(comments, markdownOf(reports, named))}`);
  }
  if (options.json) {
    answer({ environments: reports.map(jsonOf) });
  }
  requireNoFailure(reports, failures, options);
}

interface Planned {
  readonly reports: readonly Report[];
  readonly failures: readonly Failure[];
}

/** Environments that people mean. */
interface Meant {
  /** Those that they name; none where all are meant. */
  readonly named: readonly string[];

  /** Those that the change reaches, where only such are meant. */
  readonly reached: readonly string[] | undefined;
}

/**
 * The environments that are to be planned.
 *
 * @throws Failure for a name of none, also where the change reaches others alone
 */
function chosen(session: Session, { named, reached }: Meant): readonly string[] {
  named.forEach((name) => requireStack(session, name));
  const all = named.length > 0 ? named : (reached ?? [...session.stacks.keys()].filter(isLasting).sort());
  return reached ? all.filter((name) => reached.includes(name)) : all;
}

function planStacks(
  workspace: Workspace,
  meant: Meant,
  { emulator, base, refresh = true }: PlanOptions,
  takeRole: TakeRole | undefined,
): Promise<Planned> {
  return withStacks({ ...(emulator && { emulator }) }, async (session) => {
    const names = chosen(session, meant);
    const stacks = names.map((name) => requireStack(session, name));
    const remote = isRemote(workspace);
    const failures: Failure[] = [];
    const looks = await Promise.all(
      stacks.map(async (plain) => {
        try {
          const stack = takeRole ? plain.as(await takeRole(plain.name, plain.where.region)) : plain;
          await openStates(session, [stack]);
          return [stack.name, await stack.look({ remote, refresh })] as const;
        } catch (error) {
          if (session.signal.aborted || !(error instanceof Failure)) {
            throw error;
          }
          failures.push(error);
          return undefined;
        }
      }),
    );
    const found = new Map(looks.filter((each) => each !== undefined));
    const losses = await findLosses(session, found, base ?? defaultBase(workspace));
    const reports = names.map((environment) => ({
      environment,
      look: found.get(environment),
      losses: losses.get(environment) ?? [],
    }));
    return { reports, failures };
  });
}

/** What Nx takes where nothing is said. */
function defaultBase({ root }: Session['workspace']): string {
  const file = join(root, 'nx.json');
  const { defaultBase = 'main' } = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as { defaultBase?: string })
    : {};
  return process.env['NX_BASE'] ?? defaultBase;
}

/** Whether Terraform runs in HCP Terraform. */
function isRemote({ root }: Workspace): boolean {
  const state = settingIn(join(root, 'cdktf.json'));
  return state.kind === 'hcp' && state.execution === 'remote';
}

function jsonOf({ environment, look, losses }: Report) {
  const named = (action: string) =>
    look?.changes
      .filter((change) => change.action === action)
      .map(({ address, attributes }) => ({ address: shorten(address), attributes }));
  return {
    environment,
    planned: look !== undefined,
    added: named('create') ?? [],
    changed: named('update') ?? [],
    replaced: named('replace') ?? [],
    destroyed: named('delete') ?? [],
    losses: losses.map(({ change, culprits }) => ({ address: shorten(change.address), culprits })),
  };
}

function requireNoFailure(
  reports: readonly Report[],
  failures: readonly Failure[],
  { failOnChanges }: PlanOptions,
): void {
  const lost = reports.flatMap(lossLines);
  if (lost.length > 0) {
    throw new Failure(
      [
        ...failures.map(({ message }) => message),
        ...lost,
        'If that is meant: set isProtected to false in a change of its own, deploy that, and then come back with this one.',
      ].join('\n'),
      EXIT.losesData,
    );
  }
  const [first] = failures;
  if (first) {
    throw new Failure(failures.map(({ message }) => message).join('\n'), first.exitCode);
  }
  const changing = reports.filter(({ look }: { look: Look | undefined }) => look && !look.empty);
  if (failOnChanges && changing.length > 0) {
    const names = changing.map(({ environment }) => environment).join(', ');
    throw new Failure(
      `${names}: not as the files say. Somebody changed it by hand, or what was merged waits to be deployed`,
      EXIT.drift,
    );
  }
}
