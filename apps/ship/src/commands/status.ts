import type { Service } from '@aws-sdk/client-ecs';
import colors from 'picocolors';
import { setTimeout as wait } from 'node:timers/promises';
import type { Environment } from '../environment/environment';
import { open, type EnvironmentOptions } from '../environment/options';
import { History, type Release } from '../release/history';
import { revisionOf } from '../release/revision';
import { describeServices, primaryOf } from '../release/rollout';
import { answer, say } from '../say';
import { sayTable } from '../table';
import { ago, lastOf, shortDigest } from '../words';

/** How often it is looked again, in milliseconds: with three services there are seven calls each time. */
const LOOK = 10_000;

/** How many of the last events of each service are shown. */
const EVENTS = 3;

export interface StatusOptions extends EnvironmentOptions {
  /** Look again and again, until Ctrl-C. */
  readonly watch?: boolean;
}

/** What an environment is doing. */
interface Status {
  readonly environment: string;
  readonly url: string;
  readonly image: string | undefined;
  readonly release: Release | undefined;
  readonly services: readonly ServiceStatus[];
}

interface ServiceStatus {
  readonly role: string;
  readonly state: string;
  readonly desired: number;
  readonly running: number;
  readonly pending: number;
  readonly revision: string;

  /** A revision that Terraform made since, which the next release rolls out. */
  readonly waiting: string | undefined;

  /** How many targets of the load balancer are in which state. */
  readonly targets: Readonly<Record<string, number>>;
  readonly events: readonly { readonly at: string; readonly message: string }[];
}

/** Says what runs, how healthy it is and what happened last. */
export async function status(name: string, options: StatusOptions): Promise<void> {
  const environment = await open(name, options);
  for (;;) {
    const found = await look(environment);
    if (options.json) {
      answer(found);
    } else {
      sayStatus(found);
    }
    if (!options.watch) {
      return;
    }
    await wait(LOOK);
    say();
  }
}

async function look(environment: Environment): Promise<Status> {
  const [image, release, services] = await Promise.all([
    environment.image(),
    new History(environment).newest(),
    describeServices(environment),
  ]);
  return {
    environment: environment.name,
    url: environment.deployment.url,
    image,
    release,
    services: await Promise.all([...services].map(([role, service]) => statusOf(environment, role, service))),
  };
}

async function statusOf(environment: Environment, role: string, service: Service): Promise<ServiceStatus> {
  const [next, targets] = await Promise.all([waiting(environment, role, service), targetsOf(environment, service)]);
  return {
    role,
    state: stateOf(service),
    desired: service.desiredCount ?? 0,
    running: service.runningCount ?? 0,
    pending: service.pendingCount ?? 0,
    revision: lastOf(service.taskDefinition),
    waiting: next,
    targets,
    events: (service.events ?? [])
      .slice(0, EVENTS)
      .map(({ createdAt, message = '' }) => ({ at: createdAt?.toISOString() ?? '', message })),
  };
}

function stateOf(service: Service): string {
  const { desiredCount = 0, taskDefinition } = service;
  const primary = primaryOf(service);
  if (primary?.rolloutState === 'IN_PROGRESS') {
    return 'moving';
  }
  if (primary?.rolloutState === 'FAILED') {
    return 'failed';
  }
  return desiredCount === 0 || !taskDefinition ? 'asleep' : 'steady';
}

async function waiting(environment: Environment, role: string, service: Service): Promise<string | undefined> {
  const newest = await revisionOf(environment, environment.task(role));
  return newest.arn === service.taskDefinition ? undefined : lastOf(newest.arn);
}

async function targetsOf({ aws }: Environment, { loadBalancers = [] }: Service): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { targetGroupArn } of loadBalancers) {
    const balancing = await aws.loadBalancing();
    const { TargetHealthDescriptions = [] } = await balancing.describeTargetHealth({ TargetGroupArn: targetGroupArn });
    for (const { TargetHealth } of TargetHealthDescriptions) {
      const state = TargetHealth?.State ?? 'unknown';
      counts[state] = (counts[state] ?? 0) + 1;
    }
  }
  return counts;
}

const COLORS: Readonly<Record<string, (text: string) => string>> = {
  steady: colors.green,
  moving: colors.yellow,
  failed: colors.red,
};

function sayStatus({ environment, url, image, release, services }: Status): void {
  say(`${colors.bold(environment)}  ${colors.cyan(url)}`);
  say(release ? describe(release, image) : `nothing is released: npx ship deploy ${environment}`);
  say();
  sayTable(
    ['service', 'state', 'tasks', 'targets', 'revision'],
    services.map(({ role, state, running, desired, pending, targets, revision, waiting: next }) => [
      role,
      (COLORS[state] ?? ((text: string) => text))(state),
      `${running}/${desired}${pending > 0 ? ` (${pending} pending)` : ''}`,
      Object.entries(targets)
        .map(([which, count]) => `${count} ${which}`)
        .join(', ') || '–',
      next ? `${revision} → ${next} with the next release` : revision,
    ]),
  );
  const events = services.flatMap(({ role, events: last }) => last.map((event) => ({ role, ...event })));
  if (events.length > 0) {
    say();
    for (const { role, at, message } of events.sort((a, b) => b.at.localeCompare(a.at)).slice(0, 2 * EVENTS)) {
      say(colors.dim(`${ago(at).padEnd(15)} ${role.padEnd(10)} ${message.replace(/^\(service \S+\) /, '')}`));
    }
  }
}

function describe(
  { release: number, outcome, kind, tag, image: released, at, by, why }: Release,
  image: string | undefined,
): string {
  const line = `release ${number}  ${tag ?? shortDigest(released)}  ${outcome}${kind === 'deploy' ? '' : ` (${kind})`}, ${ago(at)} by ${by}`;
  const serves = released === image ? '' : `\n${shortDigest(image)} serves${why ? `: ${why}` : ''}`;
  return line + serves;
}
