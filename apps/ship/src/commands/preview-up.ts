import type { Ground } from '@laravel-ecs/config';
import { applyAtOnce } from '../apply';
import { findEnvironment } from '../environment/environment';
import { type EnvironmentOptions, prepare } from '../environment/options';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { interruptible } from '../interruptible';
import { requireBoundary } from '../preview/boundary';
import { requireBudget } from '../preview/budget';
import { runDatabaseTask } from '../preview/database';
import { refuseForks } from '../preview/fork';
import { findGround } from '../preview/ground';
import { awsOf, openState, type Preview, synthesizePreview } from '../preview/preview';
import { type PreviewRecord, PreviewRecords } from '../preview/records';
import { freeRule, isTaken } from '../preview/rule';
import { fillSecrets } from '../preview/secrets';
import { summary } from '../release/release';
import { answer, say } from '../say';
import { type TerraformSession, withTerraform } from '../session';
import { soon } from '../words';
import { deployTo, type DeployOptions, refuseTwoImages } from './deploy';

export type PreviewUpOptions = Pick<EnvironmentOptions, 'emulator' | 'json'> &
  Pick<DeployOptions, 'image' | 'tag' | 'commit'>;

/** How often another priority is tried for a rule, where others take it at the same time. */
const TRIES = 5;

const HOUR = 3_600_000;

/** What is made of a preview by Terraform, and what is known of it. */
interface Made {
  readonly preview: Preview;
  readonly ground: Ground;
  readonly record: PreviewRecord;
}

/**
 * Makes the preview of a branch, or renews its time to live, and releases an image to it. Safe to run again, half-way or whole.
 *
 * @throws Failure
 */
export async function up(branch: string, options: PreviewUpOptions): Promise<void> {
  refuseTwoImages(options);
  if (!branch.trim()) {
    throw new Failure('a preview is of a branch: say its name', EXIT.usage);
  }
  refuseForks(process.env);
  await prepare(options);
  const made = await withTerraform({}, async (session) => deploy(session, await begin(session, branch)));

  await interruptible(async (signal) => {
    const { preview, ground, record } = made;
    const { plan } = preview;
    const environment = await findEnvironment(plan.name, plan);
    await fillSecrets(environment, plan, ground);
    const done = await deployTo(
      environment,
      { ...options, migrate: true },
      {
        signal,
        before: async ({ reference }) => {
          const databaseServer = ground.database.id ?? ground.database.host;
          if (record.databaseServer !== databaseServer) {
            const records = new PreviewRecords(awsOf(preview), plan.project);
            const begun = { ...record, databaseImage: reference };
            // Before, so that what is made and not heard of is dropped all the same.
            await records.change(begun);
            await runDatabaseTask(environment, 'create', reference, signal);
            await records.change({ ...begun, databaseServer });
          }
        },
      },
    );
    const { url } = environment.deployment;
    say(summary(done, environment));
    say(`  ${url}`);
    say(
      `  It goes ${soon(record.expiresAt)}, unless it is released to before, or by npx ship preview down ${plan.name}`,
    );
    if (options.json) {
      answer({ name: plan.name, branch, url, expiresAt: record.expiresAt, release: done });
    }
  });
}

/**
 * Finds out whether the preview may be made, and writes down that it is.
 *
 * @throws Failure where it may not: nothing is made then
 */
async function begin(session: TerraformSession, branch: string): Promise<Made> {
  const preview = await synthesizePreview(session, branch);
  const { name, project, rule, timeToLive } = preview.plan;
  const aws = awsOf(preview);
  await requireBoundary(aws, preview.plan);
  const records = new PreviewRecords(aws, project);
  const ground = await findGround(aws, preview.plan);
  const now = Date.now();
  const expiresAt = new Date(now + timeToLive * HOUR).toISOString();

  const there = await records.get(name);
  if (there && there.branch !== branch) {
    throw new Failure(
      `${name} is the preview of '${there.branch}', and '${branch}' would have the same name: rename one of the branches`,
    );
  }
  if (there) {
    const record = { ...there, expiresAt };
    await records.change(record);
    return withRule(session, { preview, ground, record });
  }
  await requireBudget(aws, ground);
  const record = {
    version: 1 as const,
    name,
    branch,
    createdAt: new Date(now).toISOString(),
    expiresAt,
    rule: await freeRule(aws, ground, rule),
  };
  await records.add(record, preview.plan);
  return withRule(session, { preview, ground, record });
}

/** The same, with the rule that its record says. */
async function withRule(session: TerraformSession, made: Made): Promise<Made> {
  const { plan } = made.preview;
  const { branch, rule } = made.record;
  return rule === plan.rule ? made : { ...made, preview: await synthesizePreview(session, branch, rule) };
}

/** Applies its stack. Where another preview takes the priority of its rule at the same time, it takes the next. */
async function deploy(session: TerraformSession, begun: Made): Promise<Made> {
  let made = begun;
  for (let left = TRIES; ; left -= 1) {
    const { preview, ground, record } = made;
    const { stack, plan } = preview;
    const records = new PreviewRecords(awsOf(preview), plan.project);
    try {
      await openState(session, preview);
      // What is made of one that was taken down meanwhile, nobody would find.
      await records.requireKnown(record);
      await applyAtOnce(stack);
      return made;
    } catch (error) {
      if (left === 0 || !isTaken(error)) {
        throw error;
      }
      const aws = awsOf(preview);
      const changed = { ...record, rule: await freeRule(aws, ground, record.rule) };
      say(`Another has taken the priority ${record.rule} for its rule meanwhile: going on with ${changed.rule}`);
      await records.change(changed);
      made = await withRule(session, { ...made, record: changed });
    }
  }
}
