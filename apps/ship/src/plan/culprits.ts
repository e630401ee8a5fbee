import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure';
import type { Session } from '../session';
import type { ExplainedChange, Look } from '../terraform/planned';
import type { Resources } from '../terraform/synthesized-stack';
import { Base } from './base';
import { blame, type Fingerprint } from './blame';
import { fingerprintOf } from './fingerprint';
import type { Hunk } from './hunks';
import { dataLosses, destroys } from './losses';
import type { Blamed, Culprit } from './report';

/** What stacks are made of, by their names. */
type Made = ReadonlyMap<string, Resources>;

/** What would be lost of an environment. */
interface Lost {
  readonly environment: string;
  readonly look: Look;
  readonly changes: readonly ExplainedChange[];
  readonly isProtected: boolean;
}

/**
 * Finds what protected environments would lose, and the lines that do it: the change is made again bit by bit, and after one of the
 * bits the Terraform JSON says another thing of what makes Terraform destroy the resource.
 *
 * @param looks what would change, by environment
 * @param reference what the change is to be merged into
 * @returns the losses, by environment
 */
export async function findLosses(
  session: Session,
  looks: ReadonlyMap<string, Look>,
  reference: string,
): Promise<ReadonlyMap<string, readonly Blamed[]>> {
  if (![...looks.values()].some(({ changes }) => changes.some(destroys))) {
    return new Map();
  }
  const before = await at(session.workspace.root, reference, (base) => madeAt(session, base));
  const lost = [...looks].flatMap(([environment, look]) => {
    const now = session.stacks.get(environment)?.resources ?? {};
    const losses = dataLosses(look, now, before && (before.get(environment) ?? {}));
    return losses.changes.length > 0 ? [{ environment, look, ...losses }] : [];
  });
  const culprits = before && lost.length > 0 ? await culpritsOf(session, reference, lost, before) : new Map();
  return new Map(
    lost.map(({ environment, changes, isProtected }) => [
      environment,
      changes.map((change) => ({
        change,
        culprits: culprits.get(key(environment, change)) ?? [],
        ...(!isProtected && { unknownBase: reference }),
      })),
    ]),
  );
}

async function culpritsOf(
  session: Session,
  reference: string,
  lost: readonly Lost[],
  before: Made,
): Promise<ReadonlyMap<string, readonly Culprit[]>> {
  const { root } = session.workspace;
  /** Makes steps of the change again, after others of which nothing is to be known. */
  const suspects = <Step>(
    steps: readonly Step[],
    hunks: (step: Step) => readonly Hunk[],
    after: readonly Hunk[] = [],
  ) =>
    at(root, reference, async (base) => {
      after.forEach((hunk) => base.apply(hunk));
      const start = after.length > 0 ? await madeAt(session, base) : before;
      return blame(steps, fingerprints(lost, start), async (step) => {
        hunks(step).forEach((hunk) => base.apply(hunk));
        return fingerprints(lost, await madeAt(session, base));
      });
    });

  const all = (await at(root, reference, async (base) => base.hunks())) ?? [];
  const files = [...new Set(all.map(({ file }) => file))];
  const within = (file: string) => all.filter((hunk) => hunk.file === file);
  // Few files do it: not every hunk of the others has to be tried.
  const guilty = (await suspects(files, within)) ?? new Map<string, string[][]>();
  const culprits = new Map<string, Culprit[]>();
  for (const group of new Set([...guilty.values()].flat())) {
    const first = files.indexOf(group[0] ?? '');
    const found = await suspects(group.flatMap(within), (hunk) => [hunk], files.slice(0, first).flatMap(within));
    for (const [each, hunks] of found ?? []) {
      culprits.set(each, [...(culprits.get(each) ?? []), ...hunks.flat().map(culprit)]);
    }
  }
  return culprits;
}

/** Works in a copy of the workspace as it was; does nothing where git can't tell how that is. */
async function at<Result>(
  root: string,
  reference: string,
  work: (base: Base) => Promise<Result>,
): Promise<Result | undefined> {
  const base = Base.at(root, reference);
  try {
    return base && (await work(base));
  } finally {
    base?.remove();
  }
}

/** What the stacks of a copy are made of; undefined where it makes no sense as it is. */
async function madeAt({ synthesizeAt }: Session, { directory }: Base): Promise<Made | undefined> {
  try {
    return new Map(
      [...(await synthesizeAt(directory))].map(([name, folder]) => {
        const { resource = {} } = JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8')) as {
          resource?: Resources;
        };
        return [name, resource];
      }),
    );
  } catch (error) {
    if (error instanceof Failure) {
      return undefined;
    }
    throw error;
  }
}

function fingerprints(lost: readonly Lost[], made: Made | undefined): Fingerprint {
  return (
    made &&
    new Map(
      lost.flatMap(({ environment, look, changes }) => {
        const all = new Map(look.changes.map((change) => [change.address, change]));
        const resources = made.get(environment) ?? {};
        return changes.map((each) => [key(environment, each), fingerprintOf(each.address, resources, all)] as const);
      }),
    )
  );
}

function key(environment: string, { address }: ExplainedChange): string {
  return `${environment} ${address}`;
}

function culprit({ file, line, lines }: Hunk): Culprit {
  return { place: `${file}:${line}`, lines };
}
