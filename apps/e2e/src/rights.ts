import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { boundaryArn, boundaryPermissions, ciRoles, policyDocument } from '@laravel-ecs/access';
import { type Emulator, findEmulator, recordCalls, recordedCalls } from '@laravel-ecs/aws-emulator';
import { parseShared } from '@laravel-ecs/config';
import { allowedOf, type ApiCall, type Asked, askedFor, refusedOf } from '@laravel-ecs/testing';
import type { ClientConfiguration } from './life';
import { type Given, givenWithin, rolesPermitted } from './within-boundary';
import { Workspace } from './workspace';

const ACCOUNT = { region: 'us-east-1', accountId: '123456789012' };
const PLACE = { partition: 'aws', project: 'laravel', stateBucket: 'acme-states', ...ACCOUNT };

/** What the shared file says of CI, in the words of TypeScript. */
const CI = `{
    github: { repository: 'acme/shop' },
    environments: { dev: {}, staging: { domains: ['example.com'] }, prod: { isProtected: true } },
    previews: 'dev',
    applications: [{ actions: ['s3:GetObject', 's3:PutObject'], resources: ['arn:aws:s3:::uploads/*'] }],
  }`;
const { ci } = parseShared(
  { name: 'shared', aws: { region: ACCOUNT.region }, ci: runInNewContext(`(${CI})`) as object },
  'shared.ts',
);
const roles = new Map((ci ? ciRoles(ci, PLACE) : []).map(({ name, statements }) => [name, statements]));

const boundary = policyDocument(ci ? boundaryPermissions(PLACE, ci) : []);

/** Policies of a role, as AWS has them. */
const policiesOf = (role: string): readonly string[] => [policyDocument(roles.get(`laravel-ci-${role}`) ?? [])];

/** Reads that AWS lets nobody limit to an environment, or of what all share or say to all. None is of a secret, a log or a state. */
const READS_OF_ALL = [
  /^(acm|application-autoscaling|autoscaling|ec2|ecs|elasticloadbalancing|kms|logs|route53|ssm|sts|wafv2):(Describe|Get|List)\w+ on \*$/,
  /^ec2:DescribeVpcAttribute on /,
  /^ecr:(DescribeImages|DescribeRepositories|ListTagsForResource) on .*:repository\/laravel$/,
  /^rds:DescribeDBInstances on /,
  /^route53:(Get|List)\w+ on arn:aws:route53:::/,
  /^ssm:GetParameters? on .*:parameter\/laravel\/[a-z]+\/(deployment|image|release)$/,
  /^secretsmanager:GetRandomPassword on \*$/,
];

/** What an environment says to the previews that stand in it, by the roles that may read it. */
const SAID_TO_GUESTS: Readonly<Record<string, RegExp>> = {
  preview: /^ssm:GetParameters? on .*:parameter\/laravel\/dev\/shared$/,
};

/** Whose rights are looked at. */
export interface Rights {
  readonly environment: string;

  /** Environments whose roles must not reach it. */
  readonly others: readonly string[];

  /**
   * What its file says, in the words of TypeScript, with the shared boundary.
   *
   * @default what it says in the repository
   */
  readonly says?: string;

  /** What is there before it, such as the zone of its domain. */
  readonly prepare?: (configuration: ClientConfiguration) => Promise<void>;

  /** What a user changes in its file: before, after. */
  readonly edit: readonly [before: string, after: string];
}

/**
 * Lets real Terraform make, plan, change and destroy an environment on emulated AWS, and looks which roles of CI might have made each of the calls.
 */
export function describeRights({ environment, others, says, prepare, edit }: Rights): void {
  describe(`What Terraform asks AWS for, to make, plan, change and destroy ${environment}`, () => {
    const workspace = new Workspace();
    let making: readonly Asked[];
    let planning: readonly Asked[];
    let all: readonly Asked[];
    let calls: readonly ApiCall[];
    let given: Given;

    beforeAll(async () => {
      workspace.edit('shared', `aws: { region: 'us-east-1' },`, `aws: { region: 'us-east-1' },\n  ci: ${CI},`);
      if (says) {
        workspace.write(environment, says);
      }
      for (const name of says ? others : [environment, ...others]) {
        workspace.edit(name, `name: '${name}',`, `name: '${name}',\n  permissionsBoundary: 'shared',`);
      }
      await workspace.ship('emulator', 'start');
      await workspace.ship('up', 'shared', '--emulator');
      const emulator = (await findEmulator(join(workspace.directory, '.emulator'))) as Emulator;
      const credentials = { accessKeyId: 'e2e', secretAccessKey: 'e2e' };
      const configuration = { endpoint: emulator.endpoint, region: ACCOUNT.region, credentials };
      await prepare?.(configuration);
      const recorded = async (...words: readonly string[]) => {
        await recordCalls(emulator);
        await workspace.terraform(environment, ...words);
        return recordedCalls(emulator);
      };
      const made = await recorded('apply', '-auto-approve');
      const planned = await recorded('plan');
      given = await givenWithin(boundary, rolesPermitted(made), configuration, ACCOUNT);
      workspace.edit(environment, ...edit);
      const changed = await recorded('apply', '-auto-approve');
      const destroyed = await recorded('destroy', '-auto-approve');

      calls = [...made, ...planned, ...changed, ...destroyed];
      const owner = { project: PLACE.project, environment };
      making = await askedFor(made, ACCOUNT, owner);
      planning = await askedFor(planned, ACCOUNT, owner);
      all = await askedFor(calls, ACCOUNT, owner);
    });
    afterAll(() => workspace.remove());

    test('is told without a secret', () => {
      const words = new Set(calls.flatMap(({ parameters }) => Object.keys(parameters)));
      expect(words).toContain('DBInstanceIdentifier');
      expect([...words].filter((word) => /password|secretstring|userdata/i.test(word))).toEqual([]);
    });

    test('is allowed to the role that deploys it', async () => {
      expect(making.length).toBeGreaterThan(200);
      expect(await refusedOf(all, policiesOf(`deploy-${environment}`), ACCOUNT)).toEqual([]);
    });

    test.each([...others.flatMap((other) => [`deploy-${other}`, `release-${other}`]), 'preview'])(
      'is not allowed to %s, but for reads that nobody can be kept from',
      async (role) => {
        const allowed = await allowedOf(all, policiesOf(role), ACCOUNT);
        const reads = [...READS_OF_ALL, SAID_TO_GUESTS[role] ?? []].flat();
        expect(allowed.filter((each) => !reads.some((read) => read.test(each)))).toEqual([]);
      },
    );

    test('is allowed to the role that looks at it as far as a plan goes', async () => {
      expect(await refusedOf(planning, policiesOf(`drift-${environment}`), ACCOUNT)).toEqual([]);
    });

    test('is allowed to the role that plans it but for values of secrets', async () => {
      const refused = await refusedOf(planning, policiesOf(`plan-${environment}`), ACCOUNT);
      expect(refused).toEqual([
        expect.stringMatching(
          new RegExp(`^secretsmanager:GetSecretValue on .*:secret:laravel/${environment}/database-\\w+$`),
        ),
      ]);
    });

    test.each([`plan-${environment}`, `drift-${environment}`])(
      'is not allowed to %s where it changes anything',
      async (role) => {
        const allowed = await allowedOf(all, policiesOf(role), ACCOUNT);
        expect(allowed.filter((each) => !/^[\w-]+:(Describe|Get|List|View)\w+ on /.test(each))).toEqual([]);
      },
    );

    test('gives roles nothing that the boundary takes away', () => {
      expect(given.all.length).toBeGreaterThan(50);
      expect(given.lost).toEqual([]);
    });

    test('makes no role without the boundary', () => {
      const boundaries = calls
        .filter(({ action }) => action === 'CreateRole')
        .map(({ parameters }) => parameters['PermissionsBoundary']);
      expect(boundaries.length).toBeGreaterThan(5);
      expect(new Set(boundaries)).toEqual(new Set([boundaryArn(PLACE)]));
    });
  });
}
