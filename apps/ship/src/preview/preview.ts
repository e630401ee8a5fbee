import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { hcpProjectOf, PREVIEW_PLAN, PREVIEW_VARIABLES, type PreviewPlan, previewName } from '@laravel-ecs/config';
import { Aws } from '../aws/aws';
import { Failure } from '../failure';
import type { TerraformSession } from '../session';
import { settingIn } from '../state/setting';
import { makeWorkspaces } from '../state/workspaces';
import type { Stack } from '../terraform/stack';
import { PreviewRecords } from './records';

/** A preview whose stack is synthesised, whether or not it is made. */
export interface Preview {
  readonly plan: PreviewPlan;
  readonly stack: Stack;

  /** Folder that it is synthesised to, which is its own: many are made side by side. */
  readonly output: string;
}

/** Another way to synthesise a preview than to work on it. */
interface Otherwise {
  /** File that says where its state is, in place of `cdktf.json`. */
  readonly settingFile: string;

  /** Folder in which it has one of its own. */
  readonly folder: string;
}

/** Synthesises the preview of a branch, with the rule that it is to have, where that is known. */
export async function synthesizePreview(
  session: TerraformSession,
  branch: string,
  rule?: number,
  otherwise?: Otherwise,
): Promise<Preview> {
  const name = previewName(branch);
  const output = join(otherwise?.folder ?? outputOf(session), name);
  const stacks = await session.synthesize(session.workspace.previewApp, output, {
    [PREVIEW_VARIABLES.branch]: branch,
    [PREVIEW_VARIABLES.rule]: rule === undefined ? undefined : String(rule),
    ...(otherwise && { STATE_SETTING_FILE: otherwise.settingFile }),
  });
  const stack = stacks.get(name);
  if (!stack) {
    throw new Failure(`environments/preview/main.ts made no stack '${name}': it must call synthesizePreview`);
  }
  return { plan: planIn(output), stack, output };
}

/** The previews of the workspace, and where they are: an example of one tells it. */
export async function previewsOf(session: TerraformSession): Promise<{
  readonly aws: Aws;
  readonly project: string;

  /** Environment that they share. */
  readonly of: string;
  readonly records: PreviewRecords;
}> {
  mkdirSync(outputOf(session), { recursive: true });
  // Of its own: several commands ask at once.
  const output = mkdtempSync(join(outputOf(session), 'example-'));
  try {
    await session.synthesize(session.workspace.previewApp, output);
    const { project, region, of } = planIn(output);
    const aws = new Aws(region);
    return { aws, project, of, records: new PreviewRecords(aws, project) };
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function outputOf({ workspace, emulator }: TerraformSession): string {
  return emulator ? join(workspace.emulatorDirectory, 'previews') : workspace.previewOutput;
}

function planIn(output: string): PreviewPlan {
  return JSON.parse(readFileSync(join(output, PREVIEW_PLAN), 'utf8')) as PreviewPlan;
}

/**
 * Fetches providers and opens the state. In HCP Terraform it has a workspace of its own, and Terraform runs here whatever the setting
 * says of environments: who makes a preview is signed in to AWS, to release to it.
 *
 * @throws Failure
 */
export async function openState(session: TerraformSession, preview: Preview): Promise<void> {
  await makePlace(session, preview);
  await preview.stack.init();
}

/** Makes what its state is kept in, where that is not there for all states. */
export async function makePlace({ workspace: { root } }: TerraformSession, { stack }: Preview): Promise<void> {
  const { kept } = stack;
  const config = settingIn(join(root, 'cdktf.json'));
  if (kept && config.kind === 'hcp') {
    const project = hcpProjectOf(config, stack.name);
    await makeWorkspaces({ ...config, project }, [{ name: kept.workspace, stack: stack.name, execution: 'local' }]);
  }
}

/** Whether it says of itself what it is: Terraform has made it, or the most of it. */
export async function isDeployed(preview: Preview): Promise<boolean> {
  const { project, name } = preview.plan;
  const ssm = await awsOf(preview).ssm();
  const { Parameters = [] } = await ssm.getParameters({ Names: [`/${project}/${name}/deployment`] });
  return Parameters.length > 0;
}

/** AWS where a preview is. */
export function awsOf({ plan }: Preview): Aws {
  return new Aws(plan.region);
}
