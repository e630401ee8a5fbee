import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { BudgetsClient, CreateBudgetCommand, DeleteBudgetCommand } from '@aws-sdk/client-budgets';
import { CreateSecurityGroupCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateRepositoryCommand, ECRClient } from '@aws-sdk/client-ecr';
import { CreateSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DeleteParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { inventory, pushImage } from '@laravel-ecs/aws-emulator';
import type { Ground } from '@laravel-ecs/config';
import { FixtureEmulator } from './fixture-emulator';
import { type Ended, standIn } from './fixture-workspace';
import { commandOf, PROGRAMS } from './programs';

const WORKSPACE = resolve(__dirname, '../../..');
const REGION = 'us-east-1';
const BUDGET = { AccountId: '123456789012', BudgetName: 'laravel-dev-previews' };

/** What `ship preview list --json` says of one. */
export interface Listed {
  readonly name: string;
  readonly state: string;
  readonly tag?: string;
  readonly branch: string;
  readonly expiresAt: string;
}

/** Synthesises no environment. */
const NO_STACKS = `echo '{"stacks":{}}' > "$CDKTF_OUTDIR/manifest.json"`;

/**
 * A workspace with previews, and an environment for them to stand on as Terraform leaves it behind, as far as they see it: made in a second
 * on an emulator. That real Terraform's is the same is what the end-to-end tests are for.
 */
export class FixturePreviews {
  /** The environment's secret, with what it is to hand on. */
  static readonly SECRET = { APP_KEY: 'base64:of-dev', MAIL_PASSWORD: 'of-dev' };

  readonly aws: FixtureEmulator;
  readonly #configuration;
  #ground: Ground | undefined;
  #before: readonly string[] = [];

  private constructor(aws: FixtureEmulator) {
    this.aws = aws;
    this.#configuration = {
      endpoint: aws.emulator.endpoint,
      region: REGION,
      credentials: { accessKeyId: 'fixture', secretAccessKey: 'fixture' },
    };
  }

  static async start(says: string): Promise<FixturePreviews> {
    const aws = await FixtureEmulator.start();
    for (const shared of ['libs', 'node_modules', 'package.json', 'tsconfig.json', 'tsconfig.base.json']) {
      symlinkSync(join(WORKSPACE, shared), join(aws.directory, shared));
    }
    cpSync(join(WORKSPACE, 'environments'), join(aws.directory, 'environments'), { recursive: true });
    const previews = new FixturePreviews(aws);
    previews.say(says);
    previews.#begin();
    await previews.#lay();
    await Promise.all(['v1', 'v2'].map((tag) => previews.push(tag)));
    previews.#before = await inventory(aws.emulator);
    return previews;
  }

  /** What the listener has, by priority. */
  async rules(): Promise<ReadonlyMap<string, string | undefined>> {
    const { Rules = [] } = await this.#balancing.send(
      new DescribeRulesCommand({ ListenerArn: this.#ground?.listener }),
    );
    return new Map(
      Rules.map(({ Priority = '', Conditions }) => [Priority, Conditions?.[0]?.HostHeaderConfig?.Values?.[0]]),
    );
  }

  /** Has somebody else's rule at a priority. */
  async takeRule(Priority: number): Promise<void> {
    await this.#balancing.send(
      new CreateRuleCommand({
        ListenerArn: this.#ground?.listener,
        Priority,
        Conditions: [{ Field: 'host-header', Values: ['elsewhere.example.com'] }],
        Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
      }),
    );
  }

  /** Changes what the file of previews says, in the words of TypeScript. */
  say(says: string): void {
    writeFileSync(
      join(this.aws.directory, 'environments/preview/environment.ts'),
      `export default ${says} as const;\n`,
    );
  }

  /** Changes where states are kept, by default beside the emulator's records. */
  keepStates(state: object | undefined): void {
    writeFileSync(join(this.aws.directory, 'cdktf.json'), JSON.stringify({ app: NO_STACKS, context: { state } }));
  }

  /** Has the environment's database server be another. */
  async replaceDatabase(id: string): Promise<void> {
    await this.share(this.#ground && { database: { ...this.#ground.database, id } });
  }

  /** The fields of a secret. */
  async secret(name: string): Promise<Readonly<Record<string, string>>> {
    const { SecretString = '{}' } = await this.#secrets.send(new GetSecretValueCommand({ SecretId: name }));
    return JSON.parse(SecretString) as Readonly<Record<string, string>>;
  }

  /** Changes what the environment shares. */
  async share(changes: Partial<Ground> = {}): Promise<void> {
    const Value = JSON.stringify({ ...this.#ground, ...changes });
    const parameter = { Name: '/laravel/dev/shared', Type: 'String' as const, Value, Overwrite: true };
    await new SSMClient(this.#configuration).send(new PutParameterCommand(parameter));
  }

  /** Writes down that there is a preview, of which nothing is made. */
  async remember(name: string, record: object = {}): Promise<void> {
    const now = Date.now();
    const known = {
      version: 1,
      name,
      branch: name.slice('pr-'.length),
      createdAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 3_600_000).toISOString(),
      rule: 1,
      ...record,
    };
    const parameter = { Name: `/laravel/${name}/preview`, Type: 'String' as const, Value: JSON.stringify(known) };
    await new SSMClient(this.#configuration).send(new PutParameterCommand({ ...parameter, Overwrite: true }));
  }

  /** Has a preview say of itself what it is, though nothing of it is made. */
  async pretend(name: string): Promise<void> {
    const parameter = { Name: `/laravel/${name}/deployment`, Type: 'String' as const, Value: '{}' };
    await new SSMClient(this.#configuration).send(new PutParameterCommand(parameter));
  }

  /** Forgets previews, of which nothing is made. */
  async forget(...names: readonly string[]): Promise<void> {
    const Names = names.flatMap((name) => [`/laravel/${name}/preview`, `/laravel/${name}/deployment`]);
    await new SSMClient(this.#configuration).send(new DeleteParametersCommand({ Names }));
  }

  /** Has all previews have cost so many US dollars this month, of 50 that they may. */
  async spend(dollars: number): Promise<void> {
    const budgets = new BudgetsClient(this.#configuration);
    await budgets.send(new DeleteBudgetCommand(BUDGET));
    await this.#budget(dollars);
  }

  push(tag: string): Promise<string> {
    return pushImage(this.#configuration, tag);
  }

  /** Runs the command to its end, by variables beside its own. */
  ship(words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.aws.start(['preview', ...words], { env }).ended;
  }

  async list(): Promise<readonly Listed[]> {
    return JSON.parse((await this.ship(['list', '--json'])).stdout) as readonly Listed[];
  }

  /** What is there that was not there before previews were made. Revisions stay, for rollbacks, of an environment as well. */
  async left(): Promise<readonly string[]> {
    const now = await inventory(this.aws.emulator);
    return now.filter((each) => !this.#before.includes(each) && !each.startsWith('ecs:task-definition'));
  }

  /** What Terraform would do to a preview by now: its exit code is 0 where that is nothing, and 2 where it is something. */
  plan(name: string): { readonly status: number | null; readonly stdout: string } {
    const directory = join(this.aws.directory, '.emulator/previews', name, 'stacks', name);
    const env = { ...process.env, ...TERRAFORM, AWS_ENDPOINT_URL: this.#configuration.endpoint };
    const words = ['plan', '-input=false', '-no-color', '-detailed-exitcode'];
    return spawnSync(commandOf(PROGRAMS.terraform), words, { cwd: directory, env, encoding: 'utf8' });
  }

  /** The state of a preview, as text. */
  state(name: string): string {
    return readFileSync(this.#stateOf(name), 'utf8');
  }

  /** Writes a state of a preview, in which nothing is. */
  writeState(name: string): void {
    const state = { version: 4, terraform_version: '1.11.0', serial: 1, lineage: name, outputs: {}, resources: [] };
    writeFileSync(this.#stateOf(name), JSON.stringify(state));
  }

  /** Has a script stand in for Terraform, as {@link standIn} does. */
  withTerraform(script: string): NodeJS.ProcessEnv {
    return standIn(this.aws.directory, 'terraform', script);
  }

  /** Has the workspace's remote have these branches, and no other. */
  setBranches(...branches: readonly string[]): void {
    const git = (...words: string[]) =>
      execFileSync('git', ['--git-dir', this.#origin, ...words], { encoding: 'utf8' }).trim();
    const commit = git('rev-parse', 'HEAD');
    const there = git('for-each-ref', '--format=%(refname)', 'refs/heads').split('\n').filter(Boolean);
    there.forEach((branch) => git('update-ref', '-d', branch));
    branches.forEach((branch) => git('update-ref', `refs/heads/${branch}`, commit));
  }

  /** Has nobody answer where the workspace's remote is. */
  loseRemote(): void {
    rmSync(this.#origin, { recursive: true });
  }

  stop(): Promise<void> {
    return this.aws.stop();
  }

  #stateOf(name: string): string {
    return join(this.aws.directory, '.emulator/state', `${name}.tfstate`);
  }

  get #origin(): string {
    return join(this.aws.directory, 'origin.git');
  }

  /** A repository with a remote, whose HEAD is no branch: those come and go. */
  #begin(): void {
    const git = (...words: string[]) =>
      execFileSync('git', words, { cwd: this.aws.directory, encoding: 'utf8', stdio: 'pipe' }).trim();
    git('init', '--quiet');
    git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--allow-empty', '-m', 'begin');
    git('clone', '--quiet', '--bare', '.', this.#origin);
    git('--git-dir', this.#origin, 'update-ref', '--no-deref', 'HEAD', git('rev-parse', 'HEAD'));
    git('remote', 'add', 'origin', this.#origin);
  }

  async #lay(): Promise<void> {
    const ec2 = new EC2Client(this.#configuration);
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.10.0.0/16' }));
    const subnets = await Promise.all(
      ['a', 'b'].map(async (zone, index) => {
        const { Subnet } = await ec2.send(
          new CreateSubnetCommand({
            VpcId: Vpc?.VpcId,
            CidrBlock: `10.10.${index}.0/24`,
            AvailabilityZone: `${REGION}${zone}`,
          }),
        );
        return Subnet?.SubnetId ?? '';
      }),
    );
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({ VpcId: Vpc?.VpcId, GroupName: 'previews', Description: 'Tasks of previews' }),
    );
    const { LoadBalancers = [] } = await this.#balancing.send(
      new CreateLoadBalancerCommand({ Name: 'laravel-dev', Subnets: subnets, SecurityGroups: [GroupId] }),
    );
    const { TargetGroups = [] } = await this.#balancing.send(
      new CreateTargetGroupCommand({ Name: 'web', VpcId: Vpc?.VpcId, Protocol: 'HTTP', Port: 80, TargetType: 'ip' }),
    );
    const { Listeners = [] } = await this.#balancing.send(
      new CreateListenerCommand({
        LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: TargetGroups[0]?.TargetGroupArn }],
      }),
    );
    for (const repositoryName of ['laravel', 'laravel-previews']) {
      await new ECRClient(this.#configuration).send(new CreateRepositoryCommand({ repositoryName }));
    }
    const secret = async (what: string, value: object) => {
      const Name = `laravel/dev/${what}`;
      const { ARN = '' } = await this.#secrets.send(
        new CreateSecretCommand({ Name, SecretString: JSON.stringify(value) }),
      );
      return ARN;
    };
    this.#ground = {
      version: 1,
      vpc: Vpc?.VpcId ?? '',
      cidr: '10.10.0.0/16',
      subnets,
      assignPublicIp: true,
      securityGroup: GroupId,
      listener: Listeners[0]?.ListenerArn ?? '',
      protocol: 'http',
      domain: 'preview.example.com',
      database: {
        connection: 'mysql',
        host: 'database.example.com',
        port: '3306',
        username: 'app',
        secret: await secret('database', { password: 'of the server' }),
      },
      applicationSecret: await secret('application', FixturePreviews.SECRET),
      budget: BUDGET.BudgetName,
    };
    const parameter = { Name: '/laravel/dev/shared', Type: 'String' as const, Value: JSON.stringify(this.#ground) };
    await new SSMClient(this.#configuration).send(new PutParameterCommand(parameter));
    await this.#budget(0);
  }

  async #budget(dollars: number): Promise<void> {
    await new BudgetsClient(this.#configuration).send(
      new CreateBudgetCommand({
        AccountId: BUDGET.AccountId,
        Budget: {
          BudgetName: BUDGET.BudgetName,
          BudgetType: 'COST',
          TimeUnit: 'MONTHLY',
          BudgetLimit: { Amount: '50', Unit: 'USD' },
          CalculatedSpend: { ActualSpend: { Amount: String(dollars), Unit: 'USD' } },
        },
      }),
    );
  }

  get #secrets(): SecretsManagerClient {
    return new SecretsManagerClient(this.#configuration);
  }

  get #balancing(): ElasticLoadBalancingV2Client {
    return new ElasticLoadBalancingV2Client(this.#configuration);
  }
}

/** What Terraform needs beside where the emulator is: it keeps providers where the stack was initialised. */
const TERRAFORM = {
  AWS_ACCESS_KEY_ID: 'emulator',
  AWS_SECRET_ACCESS_KEY: 'emulator',
  AWS_EC2_METADATA_DISABLED: 'true',
  CHECKPOINT_DISABLE: '1',
  GOGC: '400',
};
