import type { DeployedService, DeployedTask, Deployment } from '@laravel-ecs/config';
import { Aws } from '../aws/aws';
import { EXIT } from '../exit-codes';
import { Failure } from '../failure';
import { commandThatMakes } from './made-by';
import { nearest } from './nearest';

/** What the image's parameter holds before the first release. */
const NONE = 'none';

const ORDER = ['web', 'worker', 'scheduler'];

export interface Where {
  /**
   * Name of the project, which its parameters begin with.
   *
   * @default the one there is
   */
  readonly project?: string | undefined;

  /** @default AWS_REGION, AWS_DEFAULT_REGION, the profile's */
  readonly region?: string | undefined;
}

/** An environment that Terraform has made: what it says of itself, and AWS to look at it. */
export class Environment {
  constructor(
    readonly deployment: Deployment,
    readonly aws: Aws,
  ) {}

  get name(): string {
    return this.deployment.environment;
  }

  /** Services with their roles: first what users see, then what works for it. */
  get services(): readonly (DeployedService & { readonly role: string })[] {
    return Object.entries(this.deployment.services)
      .map(([role, service]) => ({ role, ...service }))
      .sort((a, b) => ORDER.indexOf(a.role) - ORDER.indexOf(b.role));
  }

  /** All tasks by role, services and those that run once. */
  get tasks(): Readonly<Record<string, DeployedTask>> {
    return { ...this.deployment.services, ...this.deployment.oneOffTasks };
  }

  /**
   * The task of a role.
   *
   * @throws Failure that names the roles there are
   */
  task(role: string): DeployedTask {
    const task = this.tasks[role];
    if (!task) {
      throw new Failure(`${this.name} has no role '${role}': it has ${Object.keys(this.tasks).join(', ')}`, EXIT.usage);
    }
    return task;
  }

  /** The released image by digest, or nothing before the first release. */
  async image(): Promise<string | undefined> {
    const ssm = await this.aws.ssm();
    const { Parameter } = await ssm.getParameter({ Name: this.deployment.imageParameter });
    return Parameter?.Value === NONE ? undefined : Parameter?.Value;
  }

  /** Writes down which image is released. */
  async setImage(image: string | undefined): Promise<void> {
    const ssm = await this.aws.ssm();
    await ssm.putParameter({ Name: this.deployment.imageParameter, Value: image ?? NONE, Overwrite: true });
  }
}

/**
 * Finds an environment by its name, and learns from it all that is to know.
 *
 * @throws Failure that names the nearest, or says how to choose between projects
 */
export async function findEnvironment(name: string, { project, region }: Where): Promise<Environment> {
  const aws = new Aws(region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION']);
  const known = project ?? process.env['SHIP_PROJECT'];
  const parameter = known ? `/${known}/${name}/deployment` : await findParameter(aws, name);
  const ssm = await aws.ssm();
  const { Parameters = [] } = await ssm.getParameters({ Names: [parameter] });
  const value = Parameters[0]?.Value;
  if (value === undefined) {
    throw await unknown(aws, name, known);
  }
  const deployment = JSON.parse(value) as Deployment;
  if (deployment.version !== 1) {
    throw new Failure(
      `${parameter} was written by another version of this project (${deployment.version}, not 1): use the workspace that made ${name}`,
    );
  }
  return new Environment(deployment, aws);
}

async function findParameter(aws: Aws, name: string): Promise<string> {
  const found = (await list(aws)).filter((parameter) => parameter.environment === name);
  const [only, ...others] = found;
  if (!only) {
    throw await unknown(aws, name, undefined);
  }
  if (others.length > 0) {
    const projects = found.map(({ project }) => project).sort();
    throw new Failure(
      `more than one project has an environment '${name}' here: say --project ${projects.join(' or --project ')}`,
      EXIT.usage,
    );
  }
  return `/${only.project}/${name}/deployment`;
}

/** The environments of this account and region. */
async function list(aws: Aws): Promise<readonly { readonly project: string; readonly environment: string }[]> {
  const { paginateDescribeParameters } = await import('@aws-sdk/client-ssm');
  const filter = { ParameterFilters: [{ Key: 'Name', Option: 'Contains', Values: ['/deployment'] }] };
  const names: string[] = [];
  for await (const { Parameters = [] } of paginateDescribeParameters({ client: await aws.ssm() }, filter)) {
    names.push(...Parameters.flatMap(({ Name }) => Name ?? []));
  }
  return names.flatMap((parameter) => {
    const [, project, environment] = /^\/([^/]+)\/([^/]+)\/deployment$/.exec(parameter) ?? [];
    return project && environment ? [{ project, environment }] : [];
  });
}

async function unknown(aws: Aws, name: string, project: string | undefined): Promise<Failure> {
  const there = await list(aws);
  const names = there.filter((each) => !project || each.project === project).map(({ environment }) => environment);
  const rest = names.length === 0 ? await whereNoneIs(aws, name, project) : whichThereAre(name, names);
  return new Failure(`there is no environment '${name}': ${rest}`, EXIT.usage);
}

function whichThereAre(name: string, names: readonly string[]): string {
  const meant = nearest(name, names);
  const all = [...names].sort().join(', ');
  return meant ? `did you mean '${meant}'? There are ${all}` : `there are ${all}`;
}

/** Credentials of another account find nothing, as those of another region do: which they are is what has to be known. */
async function whereNoneIs(aws: Aws, name: string, project: string | undefined): Promise<string> {
  const sts = await aws.sts();
  const [{ Account }, region] = await Promise.all([sts.getCallerIdentity({}), sts.config.region()]);
  return (
    `none is deployed${project ? ` of project '${project}'` : ''} in ${region} of account ${Account}, whose credentials you have. ` +
    `Choose others by AWS_PROFILE, --region and --project, or deploy it: ${commandThatMakes(name)}`
  );
}
