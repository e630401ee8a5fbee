import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Kept } from '../state/lock-owner';

/** Resources by type and name. */
export type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** What is read of a stack's Terraform JSON. */
interface StackJson {
  readonly resource?: Resources;
  readonly provider?: {
    readonly aws?: readonly {
      readonly region?: string;
      readonly default_tags?: readonly { readonly tags?: Readonly<Record<string, string>> }[];
    }[];
  };
  readonly terraform?: {
    readonly cloud?: {
      readonly hostname: string;
      readonly organization: string;
      readonly workspaces: { readonly name: string };
    };
    readonly backend?: {
      readonly local?: { readonly path: string };
      readonly s3?: { readonly bucket: string; readonly key: string; readonly region: string };
    };
  };
}

/** Where Terraform keeps the state of a stack. */
export type Backend =
  | { readonly kind: 'local'; readonly file: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string; readonly region: string }
  | ({ readonly kind: 'hcp' } & Kept);

/** A stack as it was synthesised: what its Terraform JSON says. */
export class SynthesizedStack {
  readonly name: string;

  /** Folder that holds its `cdk.tf.json`. */
  readonly directory: string;

  constructor({ name, directory }: Pick<SynthesizedStack, 'name' | 'directory'>) {
    this.name = name;
    this.directory = directory;
  }

  /** Where it is deployed to, and of which project it is, as its provider has it. */
  get where(): { readonly region?: string | undefined; readonly project?: string | undefined } {
    const { region, default_tags: [tagged] = [] } = this.#json.provider?.aws?.[0] ?? {};
    return { region, project: tagged?.tags?.['Project'] };
  }

  /** The workspace of HCP Terraform that its state is kept in, where it is. */
  get kept(): Kept | undefined {
    const { cloud } = this.#json.terraform ?? {};
    return cloud && { hostname: cloud.hostname, organization: cloud.organization, workspace: cloud.workspaces.name };
  }

  /** What it is made of. */
  get resources(): Resources {
    return this.#json.resource ?? {};
  }

  /** Where its state is kept. */
  get backend(): Backend {
    const { kept } = this;
    const { local, s3 } = this.#json.terraform?.backend ?? {};
    if (kept) {
      return { kind: 'hcp', ...kept };
    }
    return s3
      ? { kind: 's3', bucket: s3.bucket, key: s3.key, region: s3.region }
      : { kind: 'local', file: resolve(this.directory, local?.path ?? 'terraform.tfstate') };
  }

  get #json(): StackJson {
    return JSON.parse(readFileSync(join(this.directory, 'cdk.tf.json'), 'utf8')) as StackJson;
  }
}
