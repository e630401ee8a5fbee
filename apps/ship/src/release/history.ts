import type { Environment } from '../environment/environment';
import { whoami } from './lock';

/** How a release ended. */
export type Outcome = 'in progress' | 'succeeded' | 'rolled back' | 'migration failed' | 'interrupted' | 'failed';

/** One release, as its parameter says it. */
export interface Release {
  /** Counts up from 1. */
  readonly release: number;

  /** What made it. */
  readonly kind: 'deploy' | 'rollback' | 'promote';

  /** Number of the release that a rollback went back to. */
  readonly target?: number | undefined;

  /** What it runs, by digest. */
  readonly image: string;

  /** What the image was called, and the commit that it was built from, as far as that is known. */
  readonly tag?: string | undefined;
  readonly commit?: string | undefined;

  readonly by: string;

  /** ISO 8601 */
  readonly at: string;
  readonly endedAt?: string | undefined;

  readonly outcome: Outcome;

  /** Why it ended so, where it did not succeed. */
  readonly why?: string | undefined;

  /** Whether it changed the database's schema, or began to. */
  readonly migrated?: boolean | undefined;

  /** What served before, and what a failure goes back to. */
  readonly before: Before;
}

/** What serves an environment. */
export interface Before {
  /** By digest; nothing before the first release. */
  readonly image?: string | undefined;

  /** ARNs of the services' revisions, by role. */
  readonly revisions: Readonly<Record<string, string>>;
}

/** How many characters of a reason are kept: a parameter holds 4096 of all. */
const LONGEST = 1000;

/** What a new release is told by. */
export type Begun = Pick<Release, 'kind' | 'target' | 'image' | 'tag' | 'commit' | 'before'>;

/**
 * The releases of an environment: versions of one SSM parameter, of which AWS keeps a hundred and each release makes two or three.
 *
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-versions.html
 */
export class History {
  readonly #environment: Environment;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  /** The newest release, unless there is none. */
  async newest(): Promise<Release | undefined> {
    const ssm = await this.#environment.aws.ssm();
    const { Parameter } = await ssm.getParameter({ Name: this.#name });
    return parse(Parameter?.Value);
  }

  /** All that are known, the newest first. */
  async all(): Promise<readonly Release[]> {
    const { paginateGetParameterHistory } = await import('@aws-sdk/client-ssm');
    const versions: { version: number; release: Release }[] = [];
    for await (const { Parameters = [] } of paginateGetParameterHistory(
      { client: await this.#environment.aws.ssm() },
      { Name: this.#name },
    )) {
      for (const { Value, Version = 0 } of Parameters) {
        const release = parse(Value);
        if (release) {
          versions.push({ version: Version, release });
        }
      }
    }
    versions.sort((a, b) => a.version - b.version);
    const last = new Map(versions.map(({ release }) => [release.release, release]));
    return [...last.values()].sort((a, b) => b.release - a.release);
  }

  /** Writes down that a release has begun. */
  async begin(begun: Begun): Promise<Release> {
    const number = ((await this.newest())?.release ?? 0) + 1;
    return this.#write({
      release: number,
      ...begun,
      by: whoami(),
      at: new Date().toISOString(),
      outcome: 'in progress',
    });
  }

  /** Writes down that it has changed the database's schema, whatever becomes of it. */
  async migrated(release: Release): Promise<Release> {
    return this.#write({ ...release, migrated: true });
  }

  /** Writes down how it ended. */
  async end(release: Release, outcome: Outcome, why?: string): Promise<Release> {
    return this.#write({ ...release, outcome, why: why?.slice(0, LONGEST), endedAt: new Date().toISOString() });
  }

  get #name(): string {
    return this.#environment.deployment.releaseParameter;
  }

  async #write(release: Release): Promise<Release> {
    const ssm = await this.#environment.aws.ssm();
    await ssm.putParameter({ Name: this.#name, Value: JSON.stringify(release), Overwrite: true });
    return release;
  }
}

/** Before the first release, the parameter says `none`. */
function parse(value: string | undefined): Release | undefined {
  return value?.startsWith('{') ? (JSON.parse(value) as Release) : undefined;
}
