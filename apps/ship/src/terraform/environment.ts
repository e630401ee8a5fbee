import { join } from 'node:path';
import { cliConfig } from './cli-config';
import { locateTerraform, type TerraformBinary } from './binary';

export interface TerraformSetUp {
  readonly terraform: TerraformBinary;

  /** Variables to run it with; an undefined one is to be taken away. */
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * How much garbage Go lets grow, in percent of what lives, where nobody says. The provider reads hundreds of megabytes of schemas and is gone a
 * moment later: by Go's 100 a third of its time is cleaning up, by 400 it takes a twentieth more memory (`npm run bench` has previews).
 *
 * @see https://go.dev/doc/gc-guide#GOGC
 */
const GARBAGE_PERCENT = '400';

/**
 * Finds Terraform and what it needs to find its providers.
 *
 * @throws Failure where there is none
 */
export async function setUpTerraform(root: string, environment: NodeJS.ProcessEnv): Promise<TerraformSetUp> {
  const cache = join(root, 'node_modules', '.cache', 'terraform');
  const config = await cliConfig(join(cache, 'mirror.tfrc'), environment);
  // A file that is named and missing is only noise in whatever Terraform says.
  const variables = {
    CHECKPOINT_DISABLE: '1',
    TF_IN_AUTOMATION: '1',
    TF_CLI_CONFIG_FILE: config,
    GOGC: environment['GOGC'] ?? GARBAGE_PERCENT,
  };
  return { terraform: await locateTerraform(cache, environment), variables };
}
