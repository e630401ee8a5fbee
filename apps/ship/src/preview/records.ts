import type { Parameter } from '@aws-sdk/client-ssm';
import { PREVIEW_PREFIX, type PreviewPlan } from '@laravel-ecs/config';
import { z } from 'zod';
import type { Aws } from '../aws/aws';
import { Failure } from '../failure';
import { ago } from '../words';

const record = z.object({
  /** Counts up when a field changes its meaning. */
  version: z.literal(1),
  name: z.string(),
  branch: z.string(),

  /** ISO 8601, by the clock of whoever made it */
  createdAt: z.string(),
  expiresAt: z.string(),

  /** Priority of its rule at the listener. */
  rule: z.number(),

  /** Image that its database is made and dropped by, from before it is made until it is dropped. */
  databaseImage: z.string().optional(),

  /** Which server it was made on to the end. */
  databaseServer: z.string().optional(),
});

/** What is known of a preview from before it is made until nothing is left of it. */
export type PreviewRecord = z.output<typeof record>;

/** A record, and since when it is there, in milliseconds: by AWS's clock, until the record is changed for the first time. */
interface Stored {
  readonly record: PreviewRecord;
  readonly since: number;
}

/** SSM hands out so many parameters by their names at once. */
const BATCH = 10;

/**
 * The previews of a project, each in an SSM parameter `/PROJECT/pr-NAME/preview`, which is there before anything else of it, and goes
 * after all of it: what was half made is found by it.
 */
export class PreviewRecords {
  readonly #aws: Aws;
  readonly #project: string;

  constructor(aws: Aws, project: string) {
    this.#aws = aws;
    this.#project = project;
  }

  /** All, the oldest first. */
  async all(): Promise<readonly PreviewRecord[]> {
    return recordsOf(await this.#stored());
  }

  /** Names of all, which those may ask for as well who may not read parameters. */
  async names(): Promise<readonly string[]> {
    return (await this.#parameters()).map((parameter) => parameter.split('/')[2] ?? '').sort();
  }

  /** Names of their parameters. */
  async #parameters(): Promise<readonly string[]> {
    const { paginateDescribeParameters } = await import('@aws-sdk/client-ssm');
    const ssm = await this.#aws.ssm();
    const filter = { Key: 'Name', Option: 'BeginsWith', Values: [`/${this.#project}/${PREVIEW_PREFIX}`] };
    const names: string[] = [];
    for await (const { Parameters = [] } of paginateDescribeParameters(
      { client: ssm },
      { ParameterFilters: [filter] },
    )) {
      names.push(...Parameters.flatMap(({ Name }) => (Name?.endsWith('/preview') ? [Name] : [])));
    }
    return names;
  }

  async #stored(): Promise<Stored[]> {
    const ssm = await this.#aws.ssm();
    const names = await this.#parameters();
    const stored: Stored[] = [];
    for (let first = 0; first < names.length; first += BATCH) {
      const { Parameters = [] } = await ssm.getParameters({ Names: names.slice(first, first + BATCH) });
      stored.push(...Parameters.map(store));
    }
    return stored;
  }

  /** That of a preview; nothing where there is none. */
  async get(name: string): Promise<PreviewRecord | undefined> {
    const ssm = await this.#aws.ssm();
    const { Parameters = [] } = await ssm.getParameters({ Names: [this.#parameter(name)] });
    return Parameters.map(store)[0]?.record;
  }

  /**
   * Writes down that a preview is about to be made.
   *
   * @throws Failure where there are as many as there may be, or another was made at this moment
   */
  async add(added: PreviewRecord, { limit }: Pick<PreviewPlan, 'limit'>): Promise<void> {
    refuseMoreThan(limit, await this.all());
    await this.#put(added, false);
    // Of two who add the last at once, the later one sees both by now, and AWS's clock says to both which that is.
    const inTurn = (await this.#stored()).sort(byTurn);
    const turn = inTurn.findIndex(({ record: { name } }) => name === added.name);
    if (turn >= limit) {
      await this.remove(added.name);
      refuseMoreThan(limit, recordsOf(inTurn.toSpliced(turn, 1)));
    }
  }

  /**
   * Writes down what became of a preview.
   *
   * @throws Failure where it was taken down meanwhile: nobody could take down what is written down once more
   */
  async change(changed: PreviewRecord): Promise<void> {
    await this.requireKnown(changed);
    await this.#put(changed, true);
  }

  /** @throws Failure where a preview was taken down meanwhile */
  async requireKnown({ name }: PreviewRecord): Promise<void> {
    if (!(await this.get(name))) {
      throw new Failure(`${name} was taken down by another command meanwhile: try again`);
    }
  }

  /** Forgets a preview, if it is known. */
  async remove(name: string): Promise<void> {
    const ssm = await this.#aws.ssm();
    await ssm.deleteParameters({ Names: [this.#parameter(name)] });
  }

  async #put(written: PreviewRecord, Overwrite: boolean): Promise<void> {
    const ssm = await this.#aws.ssm();
    try {
      await ssm.putParameter({
        Name: this.#parameter(written.name),
        Description: 'A preview, and until when it lives. Written by ship.',
        Type: 'String',
        Value: JSON.stringify(written),
        Overwrite,
      });
    } catch (error) {
      throw (error as Error).name === 'ParameterAlreadyExists'
        ? new Failure(`${written.name} was made by another command at this moment: try again`)
        : error;
    }
  }

  #parameter(name: string): string {
    return `/${this.#project}/${name}/preview`;
  }
}

function refuseMoreThan(limit: number, there: readonly PreviewRecord[]): void {
  if (there.length >= limit) {
    const names = there.map(({ name, branch, createdAt }) => `  ${name}  ${branch}, made ${ago(createdAt)}`);
    throw new Failure(
      [
        `there are ${there.length} previews, of at most ${limit}: take one down by npx ship preview down, or raise limit in environments/preview/environment.ts. The oldest first:`,
        ...names,
      ].join('\n'),
    );
  }
}

/** The oldest first. */
function recordsOf(stored: readonly Stored[]): readonly PreviewRecord[] {
  return stored
    .map((each) => each.record)
    .sort((one, other) => one.createdAt.localeCompare(other.createdAt) || one.name.localeCompare(other.name));
}

function byTurn(one: Stored, other: Stored): number {
  return one.since - other.since || one.record.name.localeCompare(other.record.name);
}

function store({ Name, Value, Version, LastModifiedDate }: Parameter): Stored {
  const known = read(Name, Value);
  const isNew = Version === 1 && LastModifiedDate;
  return { record: known, since: isNew ? LastModifiedDate.getTime() : Date.parse(known.createdAt) };
}

function read(parameter: string | undefined, value: string | undefined): PreviewRecord {
  try {
    return record.parse(JSON.parse(value ?? ''));
  } catch {
    throw new Failure(
      `the parameter ${parameter} is no record of a preview that is known here: use the workspace that made it, or delete the parameter`,
    );
  }
}
