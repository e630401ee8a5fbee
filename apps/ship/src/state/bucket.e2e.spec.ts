import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3 } from '@aws-sdk/client-s3';
import { ciRoles, policyDocument } from '@laravel-ecs/access';
import { emulatorEnvironment, recordCalls, recordedCalls } from '@laravel-ecs/aws-emulator';
import { parseShared } from '@laravel-ecs/config';
import { allowedOf, type Asked, askedFor, refusedOf } from '@laravel-ecs/testing';
import { merge } from '../destination';
import { FixtureEmulator } from '../fixture-emulator';
import { FixtureWorkspace } from '../fixture-workspace';
import { commandOf, PROGRAMS } from '../programs';
import { makeBucket } from './bucket';

let aws: FixtureEmulator;
let s3: S3;

beforeAll(async () => {
  aws = await FixtureEmulator.start();
  const credentials = { accessKeyId: 'emulator', secretAccessKey: 'emulator' };
  s3 = new S3({ endpoint: aws.emulator.endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
});
afterAll(() => aws.stop());

const Bucket = 'acme-states';

describe('The bucket of states', () => {
  test('is made once, versioned, encrypted, and reached by TLS alone', async () => {
    expect(await makeBucket(s3, Bucket, 'us-east-1')).toBe(true);
    expect(await makeBucket(s3, Bucket, 'us-east-1')).toBe(false);
    expect(await s3.getBucketVersioning({ Bucket })).toMatchObject({ Status: 'Enabled' });
    expect(await s3.getPublicAccessBlock({ Bucket })).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
    });
    const { Policy = '' } = await s3.getBucketPolicy({ Bucket });
    expect(JSON.parse(Policy)).toMatchObject({
      Statement: [{ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }],
    });
    expect(await s3.getBucketEncryption({ Bucket })).toMatchObject({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
    });
  });

  test('is brought back to what it has to be', async () => {
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status: 'Suspended' } });
    await makeBucket(s3, Bucket, 'us-east-1');
    expect(await s3.getBucketVersioning({ Bucket })).toMatchObject({ Status: 'Enabled' });
  });

  test.each([
    ['HeadBucket', 'Forbidden', 403],
    ['CreateBucket', 'BucketAlreadyExists', 409],
  ])('may not be somebody else’s (%s)', async (action, code, status) => {
    await aws.play({ faults: [{ action, kind: 'error', code, message: 'No.', status }] });
    await expect(makeBucket(s3, 'others-states', 'us-east-1')).rejects.toThrow(
      "the bucket 'others-states' is somebody else's",
    );
  });
});

describe('A bucket that is there already', () => {
  const given = async (name: string) => {
    await s3.createBucket({ Bucket: name });
    return name;
  };

  test('keeps a policy that somebody else gave it', async () => {
    const name = await given('logs-too');
    const statement = {
      Sid: 'Logs',
      Effect: 'Allow',
      Principal: { Service: 'logging.s3.amazonaws.com' },
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::${name}/*`,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await s3.putBucketPolicy({ Bucket: name, Policy });
    await expect(makeBucket(s3, name, 'us-east-1')).rejects.toThrow(
      "the bucket 'logs-too' has a policy of its own, which would be replaced: choose another name",
    );
    expect(JSON.parse((await s3.getBucketPolicy({ Bucket: name })).Policy ?? '')).toEqual(JSON.parse(Policy));
  });

  test('keeps lifecycle rules that somebody else gave it', async () => {
    const name = await given('backups-too');
    const rule = { ID: 'backups', Status: 'Enabled', Filter: { Prefix: '' }, Expiration: { Days: 7 } } as const;
    await s3.putBucketLifecycleConfiguration({ Bucket: name, LifecycleConfiguration: { Rules: [rule] } });
    await expect(makeBucket(s3, name, 'us-east-1')).rejects.toThrow(
      "the bucket 'backups-too' has lifecycle rules of its own, which would be replaced",
    );
    expect((await s3.getBucketLifecycleConfiguration({ Bucket: name })).Rules).toEqual([
      expect.objectContaining({ ID: 'backups' }),
    ]);
  });

  test('becomes one of states where nobody gave it any', async () => {
    const name = await given('empty-states');
    expect(await makeBucket(s3, name, 'us-east-1')).toBe(false);
    expect(await s3.getBucketVersioning({ Bucket: name })).toMatchObject({ Status: 'Enabled' });
  });
});

test.each([
  ['us-gov-west-1', 'arn:aws-us-gov:s3:::'],
  ['cn-north-1', 'arn:aws-cn:s3:::'],
  ['eu-west-1', 'arn:aws:s3:::'],
])('A bucket in %s has a policy for what is called %s there', async (region, arn) => {
  const name = `states-${region}`;
  await makeBucket(s3, name, region);
  const { Policy = '{}' } = await s3.getBucketPolicy({ Bucket: name });
  expect(JSON.parse(Policy)).toMatchObject({ Statement: [{ Resource: [`${arn}${name}`, `${arn}${name}/*`] }] });
});

/** Terraform in a folder whose state is in the bucket, on the emulator, which knows buckets by path alone. */
function terraformIn(directory: string, stack = 'dev') {
  mkdirSync(directory, { recursive: true });
  const s3Backend = {
    bucket: Bucket,
    key: `shop/${stack}.tfstate`,
    region: 'us-east-1',
    encrypt: true,
    use_lockfile: true,
  };
  const terraform = { backend: { s3: { ...s3Backend, use_path_style: true } } };
  const resource = { terraform_data: { Web: { input: 'one' } } };
  writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify({ terraform, resource }));
  const env = merge(process.env, emulatorEnvironment(aws.emulator));
  return (...words: readonly string[]) =>
    new Promise<{ readonly code: number; readonly said: string }>((end) => {
      execFile(
        commandOf(PROGRAMS.terraform),
        [...words, '-no-color', '-input=false'],
        { cwd: directory, env },
        (error, stdout, stderr) => end({ code: error ? Number(error.code) : 0, said: stdout + stderr }),
      );
    });
}

describe('A state in the bucket', () => {
  test('is applied, planned empty, and destroyed', async () => {
    const terraform = terraformIn(join(aws.directory, 'kept'));
    expect(await terraform('init')).toMatchObject({ code: 0 });
    expect(await terraform('apply', '-auto-approve')).toMatchObject({ code: 0 });
    expect(await terraform('plan', '-detailed-exitcode')).toMatchObject({ code: 0 });
    expect(await terraform('destroy', '-auto-approve')).toMatchObject({ code: 0 });
    const { Versions = [] } = await s3.listObjectVersions({ Bucket, Prefix: 'shop/dev.tfstate' });
    expect(Versions.filter(({ Key }) => Key === 'shop/dev.tfstate').length).toBeGreaterThan(1);
  });

  test('is not touched while another has its lock, and says who that is', async () => {
    const lock = { ID: 'c0ffee00-0000-4000-8000-000000000000', Operation: 'OperationTypeApply', Who: 'ann@laptop' };
    const Key = 'shop/dev.tfstate.tflock';
    await s3.putObject({ Bucket, Key, Body: JSON.stringify({ ...lock, Version: '1.11.4', Created: new Date() }) });
    const terraform = terraformIn(join(aws.directory, 'locked'));
    await terraform('init');
    const { code, said } = await terraform('apply', '-auto-approve', '-lock-timeout=0s');
    expect({ code, said }).toEqual({ code: 1, said: expect.stringMatching(/Who: +ann@laptop/) });
    await s3.deleteObject({ Bucket, Key });
  });

  test('has a place once that is bootstrapped, is copied there, and is what ship works on', async () => {
    const resources = (input: string) => ({ dev: { terraform_data: { Web: { input } } } });
    const workspace = new FixtureWorkspace(resources('one'), { environment: emulatorEnvironment(aws.emulator) });
    const ship = async (...words: readonly string[]) => {
      const { code, stdout, stderr } = await workspace.ship(...words);
      return { code, said: stdout + stderr };
    };
    const before = join(workspace.directory, 'before.json');
    writeFileSync(before, '{}');
    expect(await ship('up', 'dev', '--auto-approve')).toMatchObject({ code: 0 });
    workspace.setState({ kind: 's3', bucket: 'more-states', region: 'us-east-1' });
    for (const said of ['more-states  made\n', 'more-states  there already\n']) {
      expect(await ship('state', 'bootstrap')).toEqual({ code: 0, said });
    }
    for (const said of ['dev  moved', 'dev  there already']) {
      expect(await ship('state', 'migrate', '--from', before)).toEqual({
        code: 0,
        said: expect.stringContaining(said),
      });
    }
    expect(await ship('up', 'dev', '--auto-approve')).toEqual({
      code: 0,
      said: expect.stringContaining('dev  no changes'),
    });

    const lock = { ID: 'c0ffee00-0000-4000-8000-000000000000', Operation: 'OperationTypeApply', Who: 'ann@laptop' };
    const Body = JSON.stringify({ ...lock, Version: '1.11.4', Created: new Date() });
    await s3.putObject({ Bucket: 'more-states', Key: 'shop/dev.tfstate.tflock', Body });
    workspace.say(resources('two'));
    expect(await ship('up', 'dev', '--auto-approve')).toEqual({
      code: 1,
      said: expect.stringMatching(/Who: +ann@laptop/),
    });
    workspace.remove();
  });

  describe('and CI', () => {
    const account = { region: 'us-east-1', accountId: '123456789012' };
    const { ci } = parseShared(
      { name: 'shared', aws: { region: 'us-east-1' }, ci: { github: { repository: 'acme/shop' }, previews: 'dev' } },
      'shared.ts',
    );
    const place = { partition: 'aws', project: 'shop', stateBucket: Bucket, ...account };
    const policies = new Map(
      (ci ? ciRoles(ci, place) : []).map(({ name, statements }) => [name, [policyDocument(statements)]]),
    );
    const policiesOf = (role: string) => policies.get(`shop-ci-${role}`) ?? [];

    /** What Terraform asks for with these words, in a folder that is initialised. */
    async function asking(...words: readonly string[]): Promise<readonly Asked[]> {
      const terraform = terraformIn(join(aws.directory, words.join('')));
      await recordCalls(aws.emulator);
      expect(await terraform('init')).toMatchObject({ code: 0 });
      expect(await terraform(...words)).toMatchObject({ code: 0 });
      return askedFor(await recordedCalls(aws.emulator), account, { project: 'shop', environment: 'dev' });
    }

    const NAMES_ALONE = `s3:ListBucket on arn:aws:s3:::${Bucket}`;

    test.each([
      ['deploys', 'apply -auto-approve', 'deploy-dev'],
      ['destroys', 'destroy -auto-approve', 'deploy-dev'],
      ['looks for drift', 'plan', 'drift-dev'],
      ['plans', 'plan -lock=false', 'plan-dev'],
    ])('%s by %s with the state as %s, and as no role of another environment', async (_, words, role) => {
      const asked = await asking(...words.split(' '));
      expect(asked.length).toBeGreaterThan(1);
      expect(await refusedOf(asked, policiesOf(role), account)).toEqual([]);
      for (const other of ['deploy-prod', 'drift-prod', 'plan-prod', 'release-dev', 'release-prod']) {
        const allowed = await allowedOf(asked, policiesOf(other), account);
        expect(allowed.filter((each) => each !== NAMES_ALONE && !each.startsWith('sts:'))).toEqual([]);
      }
    });

    test('makes, changes and removes the states of previews as the role for previews, and no others', async () => {
      const asked = async (stack: string) => {
        const terraform = terraformIn(join(aws.directory, `as-${stack}`), stack);
        await recordCalls(aws.emulator);
        for (const words of [['init'], ['apply', '-auto-approve'], ['destroy', '-auto-approve']]) {
          expect(await terraform(...words)).toMatchObject({ code: 0 });
        }
        await s3.deleteObject({ Bucket, Key: `shop/${stack}.tfstate` });
        return askedFor(await recordedCalls(aws.emulator), account, { project: 'shop', environment: stack });
      };
      expect(await refusedOf(await asked('pr-x'), policiesOf('preview'), account)).toEqual([]);
      const ofDev = await allowedOf(await asked('dev'), policiesOf('preview'), account);
      expect(ofDev.filter((each) => each !== NAMES_ALONE && !each.startsWith('sts:'))).toEqual([]);
    });

    test('is refused where a plan of a merge request would lock the state, or write it', async () => {
      const refused = await refusedOf(await asking('apply', '-auto-approve'), policiesOf('plan-dev'), account);
      expect(refused).toEqual([
        `s3:DeleteObject on arn:aws:s3:::${Bucket}/shop/dev.tfstate.tflock`,
        `s3:PutObject on arn:aws:s3:::${Bucket}/shop/dev.tfstate`,
        `s3:PutObject on arn:aws:s3:::${Bucket}/shop/dev.tfstate.tflock`,
      ]);
    });
  });
});
