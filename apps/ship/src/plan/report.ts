import colors from 'picocolors';
import { shorten } from '../progress/display';
import { say } from '../say';
import { describe, type ExplainedChange, type Look } from '../terraform/planned';
import { counted } from '../words';
import { destroys } from './losses';

/** A line of a file, by which a resource is lost. */
export interface Culprit {
  /** `environments/prod/environment.ts:23` */
  readonly place: string;

  /** The lines as a difference shows them, each with its sign. */
  readonly lines: readonly string[];
}

/** Data that would be lost, and what does it. */
export interface Blamed {
  readonly change: ExplainedChange;

  /** None where they could not be found. */
  readonly culprits: readonly Culprit[];

  /** What the change is to be merged into, where nothing is known of that, and so not whether the environment is protected. */
  readonly unknownBase?: string;
}

/** What was found out about an environment. */
export interface Report {
  readonly environment: string;

  /** Undefined where Terraform could not plan; why is said elsewhere. */
  readonly look: Look | undefined;

  /** What a protected environment would lose. */
  readonly losses: readonly Blamed[];
}

/** How actions are told, in the order that they are told in. */
const ACTIONS: Readonly<Record<string, { readonly sign: string; readonly done: string }>> = {
  create: { sign: '+', done: 'added' },
  update: { sign: '~', done: 'changed' },
  replace: { sign: '±', done: 'replaced' },
  delete: { sign: '-', done: 'destroyed' },
};

/** `2 added, 1 changed` */
export function summary({ changes, empty }: Look): string {
  const counts = Object.entries(ACTIONS).flatMap(([action, { done }]) => {
    const count = changes.filter((change) => change.action === action).length;
    return count > 0 ? [`${count} ${done}`] : [];
  });
  return counts.join(', ') || (empty ? 'no changes' : 'outputs alone');
}

/** `± aws_db_instance.Database_Instance, for its engine` */
export function sentence({ action, address, attributes }: ExplainedChange): string {
  const { sign } = ACTIONS[action] ?? { sign: action };
  const joined = attributes.join(', ');
  const why = action === 'replace' && joined ? `, forced by ${joined}` : joined ? `: ${joined}` : '';
  return `${sign} ${shorten(address)}${action === 'create' || action === 'delete' ? '' : why}`;
}

/** Says to who typed the command what would be changed. What is lost, the failure says. */
export function sayReport({ environment, look }: Report): void {
  if (!look) {
    say(`${colors.bold(environment)}  could not be planned`);
    return;
  }
  say(`${colors.bold(environment)}  ${summary(look)}`);
  for (const change of inOrder(look)) {
    const line = `  ${sentence(change)}`;
    say(destroys(change) ? colors.yellow(line) : line);
  }
  for (const warning of look.warnings) {
    say(colors.yellow(`Warning:\n${describe(warning)}`));
  }
}

/** What would be lost, with the lines that do it. */
export function lossLines({ environment, losses }: Pick<Report, 'environment' | 'losses'>): readonly string[] {
  return losses.flatMap(({ change, culprits, unknownBase }) => [
    `${environment} ${unknownBase === undefined ? 'is' : 'may be'} protected, and would lose ${shorten(change.address)} (${lost(change)}):`,
    ...(unknownBase === undefined ? culpritLines(culprits) : [`  ${whatToDoFor(unknownBase)}`]),
  ]);
}

function culpritLines(culprits: readonly Culprit[]): readonly string[] {
  return culprits.length > 0
    ? culprits.map(({ place, lines }) => `  ${place}: ${lines.join(' ')}`)
    : ['  the line that does it could not be found'];
}

function whatToDoFor(base: string): string {
  return `git does not know '${base}', or it can't be synthesised: say by --base what was deployed, and fetch the whole history (fetch-depth: 0, GIT_DEPTH: 0)`;
}

function lost({ action, attributes }: ExplainedChange): string {
  if (action === 'delete') {
    return 'destroyed';
  }
  return attributes.length > 0 ? `replaced, forced by ${attributes.join(', ')}` : 'replaced';
}

/**
 * What there is to say where there is nothing to do.
 *
 * @param named environments that it was to be looked at for; none for all
 */
export function noneReached(named: readonly string[]): string {
  return `This change reaches ${named.length > 0 ? `none of ${named.join(', ')}` : 'no environment'}: Terraform has nothing to do.`;
}

/** What a comment says where nothing could be planned. */
export const NOT_PLANNED = '### Plan\n\nNothing could be planned: the log of the job says why.';

/** The same as Markdown. */
export function markdownOf(reports: readonly Report[], named: readonly string[]): string {
  return ['### Plan', ...(reports.length > 0 ? reports.map(section) : [noneReached(named)])].join('\n\n');
}

function section(report: Report): string {
  const { environment, look, losses } = report;
  if (!look) {
    return `**${environment}** could not be planned: the log of the job says why.`;
  }
  const heading = `**${environment}**: ${summary(look)}`;
  const changes = inOrder(look).map(sentence);
  const details = fenced(`${counted(changes.length, 'resource')}`, changes);
  const warning =
    losses.length > 0
      ? `> [!CAUTION]\n${lossLines(report)
          .map((line) => `> ${code(line)}`)
          .join('  \n')}`
      : '';
  return [heading, warning, changes.length > 0 ? details : ''].filter(Boolean).join('\n\n');
}

function fenced(title: string, lines: readonly string[]): string {
  return ['<details>', `<summary>${title}</summary>`, '', '```diff', ...lines, '```', '', '</details>'].join('\n');
}

/** Text in which Markdown sees nothing to format. */
function code(text: string): string {
  return `\`${text.trim().replaceAll('`', "'")}\``;
}

function inOrder({ changes }: Look): readonly ExplainedChange[] {
  const order = Object.keys(ACTIONS);
  return [...changes].sort(
    (one, other) => order.indexOf(one.action) - order.indexOf(other.action) || one.address.localeCompare(other.address),
  );
}
