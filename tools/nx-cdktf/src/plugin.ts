import { basename, dirname } from 'node:path';
import {
  createNodesFromFiles,
  type CreateNodesV2,
  type ProjectConfiguration,
  type TargetConfiguration,
} from '@nx/devkit';

export interface NxCdktfOptions {
  /**
   * Folder, from the workspace's root, under which every environment has an output folder of its own: the CDKTF CLI
   * deletes stacks that it does not know from a shared one.
   *
   * @default 'dist/environments'
   */
  readonly outputDirectory?: string;

  /**
   * Environments of which there are many, each made by a command of its own. What such a `main.ts` writes without more is an example, to
   * be synthesised and not to be deployed.
   *
   * @default none
   */
  readonly examples?: readonly string[];
}

export const name = 'nx-cdktf';

/**
 * Makes a project of every `environments/NAME/main.ts`: `nx synth dev`, `nx diff dev`, `nx deploy dev`, `nx destroy dev`,
 * `nx drift dev`, `nx checkov dev` and `nx infracost dev`; of an example, `nx synth preview` alone.
 */
export const createNodesV2: CreateNodesV2<NxCdktfOptions> = [
  'environments/*/main.ts',
  (files, options, context) =>
    createNodesFromFiles(
      (file, given) => {
        const root = dirname(file);
        const environment = basename(root);
        const output = `${given?.outputDirectory ?? 'dist/environments'}/${environment}`;
        const isExample = given?.examples?.includes(environment) ?? false;
        const targets = isExample ? targetsOfExample(file, output) : targetsOf(environment, file, output);
        return { projects: { [root]: environmentProject(environment, targets) } };
      },
      files,
      options,
      context,
    ),
];

type Targets = Readonly<Record<string, TargetConfiguration>>;

function environmentProject(name: string, targets: Targets): Omit<ProjectConfiguration, 'root'> {
  return { name, projectType: 'application', tags: ['type:environment'], targets };
}

function targetsOf(environment: string, main: string, output: string): Targets {
  const stack = `${output}/stacks/${environment}`;
  return {
    synth: synth(main, output, stack),
    diff: terraform(stack, 'plan -input=false -detailed-exitcode', {
      description: 'Shows what a deploy would change. Fails where it would change something.',
    }),
    deploy: terraform(stack, 'apply -input=false -auto-approve', {
      description: 'Applies the changes without asking.',
    }),
    destroy: terraform(stack, 'destroy -input=false', {
      description: 'Destroys everything, when it is given --auto-approve.',
    }),
    drift: terraform(stack, 'plan -input=false -refresh-only -detailed-exitcode', {
      description: 'Shows what was changed behind Terraform. Fails where something was.',
    }),
    checkov: inDocker(stack, '"$CHECKOV_IMAGE" --directory /stack --framework terraform_json', {
      description: 'Looks for what Checkov holds against the Terraform JSON, in the image that CHECKOV_IMAGE names.',
    }),
    infracost: inDocker(stack, '--env INFRACOST_API_KEY "$INFRACOST_IMAGE" breakdown --path /stack', {
      description: 'Says what it costs a month, by Infracost, in the image that INFRACOST_IMAGE names.',
    }),
  };
}

function targetsOfExample(main: string, output: string): Targets {
  const { inputs = [], ...target } = synth(main, output, `${output}/stacks/*`, ['preview.json']);
  // The variables that say which it is.
  return { synth: { ...target, inputs: [...inputs, { env: 'PREVIEW_BRANCH' }, { env: 'PREVIEW_RULE' }] } };
}

function synth(main: string, output: string, stack: string, besides: readonly string[] = []): TargetConfiguration {
  return {
    // A small young generation saves a seventh of the memory and costs no time.
    command: `node --max-semi-space-size=4 -r @swc-node/register ${main}`,
    options: { cwd: '{workspaceRoot}', env: { CDKTF_OUTDIR: output } },
    cache: true,
    inputs: [
      'production',
      '^production',
      // By it, `cdktf` and `ship` synthesise all of them.
      '{workspaceRoot}/environments/main.ts',
      { externalDependencies: ['cdktf', 'constructs', '@cdktf/provider-aws', 'zod'] },
      // The variables that the output depends on: they say where Terraform keeps its state.
      { env: 'AWS_EMULATOR_STATE_DIRECTORY' },
      { env: 'STATE_SETTING_FILE' },
    ],
    // Not the folder: Terraform keeps its providers there.
    outputs: [
      ...['manifest.json', ...besides].map((file) => `{workspaceRoot}/${output}/${file}`),
      ...['cdk.tf.json', '.terraformignore'].map((file) => `{workspaceRoot}/${stack}/${file}`),
    ],
    metadata: { description: 'Writes the Terraform JSON.' },
  };
}

function inDocker(stack: string, words: string, metadata: { description: string }): TargetConfiguration {
  return {
    command: `"\${DOCKER:-docker}" run --rm --volume "$PWD/${stack}:/stack:ro" ${words}`,
    options: { cwd: '{workspaceRoot}' },
    dependsOn: ['synth'],
    cache: false,
    metadata,
  };
}

function terraform(stack: string, command: string, metadata: { description: string }): TargetConfiguration {
  // The second variable is the CDKTF CLI's own.
  const binary = '"${TERRAFORM:-${TERRAFORM_BINARY_NAME:-terraform}}"';
  return {
    command: `${binary} -chdir=${stack} init -input=false && ${binary} -chdir=${stack} ${command}`,
    options: { cwd: '{workspaceRoot}' },
    dependsOn: ['synth'],
    cache: false,
    metadata,
  };
}
